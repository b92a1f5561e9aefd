//! Bytes → characters.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The characters of a feed's bytes: by its byte order mark, else by the encoding that it declares, else by the `charset` that the
/// server states, else UTF-8. Bytes that are none are read as windows-1252, which is what they are nearly always, and that is told.
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>, warnings: &mut Vec<String>) -> Cow<'a, str> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None => (guess(bytes, charset), bytes),
    };
    if encoding != UTF_8 {
        let (text, faults) = encoding.decode_without_bom_handling(bytes);
        if faults {
            warnings.push(format!("has bytes that are not {}; they were left out", encoding.name()));
        }
        return text;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            warnings.push("has bytes that are not UTF-8; they were read as windows-1252".to_owned());
            Cow::Owned(mixed(bytes))
        }
    }
}

/// The encoding of bytes without a mark.
fn guess(bytes: &[u8], charset: Option<&str>) -> &'static Encoding {
    match bytes {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    // A text whose declaration can be read byte by byte is not UTF-16, whatever it says.
    let fits = |encoding: &&'static Encoding| encoding.is_ascii_compatible();
    let stated = || charset.and_then(|label| Encoding::for_label(label.as_bytes())).filter(fits);
    declared(bytes).filter(fits).or_else(stated).unwrap_or(UTF_8)
}

/// The encoding that the XML declaration states, if it stands near the start.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let declaration = head.split_once("<?xml")?.1.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
    Encoding::for_label(label.as_bytes())
}

/// UTF-8 with strays: what is UTF-8 stays, each other byte is a character of windows-1252.
fn mixed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, usize) {
        decoded_as(bytes, None)
    }

    fn decoded_as(bytes: &[u8], charset: Option<&str>) -> (String, usize) {
        let mut warnings = Vec::new();
        (decode(bytes, charset, &mut warnings).into_owned(), warnings.len())
    }

    #[test]
    fn encodings_are_found() {
        assert_eq!(decoded("é".as_bytes()), ("é".into(), 0));
        assert_eq!(decoded("\u{feff}é".as_bytes()), ("é".into(), 0));
        assert_eq!(decoded(b"\xfe\xff\x00<\x00\xe9"), ("<é".into(), 0));
        assert_eq!(decoded(b"<?xml version='1.0' encoding='ISO-8859-1'?>\xe9").0, "<?xml version='1.0' encoding='ISO-8859-1'?>é");
        assert_eq!(decoded(b"<?xml version='1.0' encoding=\"utf-16\"?>\xc3\xa9").0, "<?xml version='1.0' encoding=\"utf-16\"?>é");
    }

    #[test]
    fn a_server_is_believed_if_the_feed_says_nothing() {
        assert_eq!(decoded_as(b"<a>\xe9</a>", Some("ISO-8859-1")), ("<a>é</a>".into(), 0));
        assert_eq!(decoded_as(b"<a>\xc1</a>", Some("koi8-r")), ("<a>а</a>".into(), 0));
        assert_eq!(decoded_as("<?xml encoding='utf-8'?>é".as_bytes(), Some("koi8-r")).0, "<?xml encoding='utf-8'?>é");
        assert_eq!(decoded_as("é".as_bytes(), Some("utf-16")), ("é".into(), 0));
        assert_eq!(decoded(b"<\0a\0>\0"), ("<a>".into(), 0));
        assert_eq!(decoded(b"\xff\xfe<\0a"), ("<\u{fffd}".into(), 1));
    }

    #[test]
    fn stray_bytes_are_windows_1252_and_told() {
        assert_eq!(decoded(b"<?xml encoding='utf-8'?>it\x92s \xc3\xa9"), ("<?xml encoding='utf-8'?>it’s é".into(), 1));
    }
}
