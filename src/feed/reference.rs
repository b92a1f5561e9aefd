//! Characters in XML: which are allowed, and what references to them mean.

/// What a reference such as `&eacute;` or `&#233;` means.
pub(super) enum Meaning {
    /// XML reads it as it stands: as this character.
    Kept(char),
    /// It stands for this character, and XML does not know.
    Character(char),
}

/// Reads a reference at the start of `rest`: its length and what it means. `None` if it is none.
pub(super) fn reference(rest: &str) -> Option<(usize, Meaning)> {
    let inside = rest.strip_prefix('&')?;
    // The longest name of an HTML entity has 31 letters.
    let length = inside.bytes().take(40).position(|b| b == b';')?;
    let name = &inside[..length];
    let meaning = match name.strip_prefix('#') {
        Some(number) => {
            let value = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            numbered(value)
        }
        None => match predefined(name) {
            Some(c) => Meaning::Kept(c),
            None if name.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                let entity = &rest[..length + 2];
                let decoded = html_escape::decode_html_entities(entity);
                let mut characters = decoded.chars();
                let first = characters.next().filter(|_| decoded != entity && characters.next().is_none())?;
                Meaning::Character(first)
            }
            None => return None,
        },
    };
    Some((length + 2, meaning))
}

/// The names that XML knows.
fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// What a numbered character means. Numbers from 128 to 159 are windows-1252, as browsers read them.
fn numbered(value: u32) -> Meaning {
    match (value, char::from_u32(value)) {
        (0x80..=0x9f, _) => {
            let byte = [u8::try_from(value).unwrap_or(b'?')];
            let decoded = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte).0;
            Meaning::Character(decoded.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER))
        }
        (_, Some(c)) if !forbidden(c) => Meaning::Kept(c),
        _ => Meaning::Character(char::REPLACEMENT_CHARACTER),
    }
}

/// Characters that XML 1.0 does not know.
pub(super) fn forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(text: &str) -> Option<(usize, Option<char>)> {
        reference(text).map(|(length, meaning)| (length, if let Meaning::Character(c) = meaning { Some(c) } else { None }))
    }

    #[test]
    fn references_are_kept_translated_or_no_references_at_all() {
        assert_eq!(meaning("&amp; x"), Some((5, None)));
        assert_eq!(meaning("&#xE9;"), Some((6, None)));
        assert_eq!(meaning("&eacute;x"), Some((8, Some('é'))));
        assert_eq!(meaning("&#150;"), Some((6, Some('–'))));
        assert_eq!(meaning("&#xD83D;"), Some((8, Some('\u{fffd}'))));
        for text in ["& x;", "&nope;", "&", "&#;", "&#x110000000;", "&amp"] {
            assert_eq!(meaning(text), None, "{text}");
        }
    }
}
