//! A file's bytes → UTF-8 text.

use encoding_rs::{Encoding, WINDOWS_1252};

/// The text of a file, and what had to be guessed to read it. A byte order mark is not part of the text.
///
/// UTF-8 is tried first, for declared character sets are often wrong; then the declared one, then windows-1252.
pub(super) fn decode(bytes: &[u8], mime: Option<&str>) -> (String, Option<String>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, faulty) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (text.into_owned(), faulty.then(|| format!("some bytes are not {}; they read as \u{fffd}", encoding.name())));
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return (text.to_owned(), None),
        Err(error) => error,
    };
    if error.error_len().is_none() {
        let whole = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
        return (whole, Some("the file ends in the middle of a character".to_owned()));
    }
    if mostly_utf8(bytes) {
        return (String::from_utf8_lossy(bytes).into_owned(), Some("some bytes are not UTF-8; they read as \u{fffd}".to_owned()));
    }
    let encoding = declared(mime).unwrap_or(WINDOWS_1252);
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), Some(format!("the file is not UTF-8; it was read as {}", encoding.name())))
}

/// A text with more whole characters beyond ASCII than broken ones is UTF-8 with a fault.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|b| *b >= 0xc2).count();
        broken += chunk.invalid().len();
    }
    whole > broken
}

fn declared(mime: Option<&str>) -> Option<&'static Encoding> {
    let mime = mime?.to_ascii_lowercase();
    let (_, label) = mime.split_once("charset=")?;
    Encoding::for_label(label.split(';').next()?.trim_matches(['"', '\'', ' ']).as_bytes())
        .filter(|e| e.is_ascii_compatible() && *e != encoding_rs::UTF_8)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn every_encoding_in_use() {
        for (bytes, mime, text, warns) in [
            (&b"\xef\xbb\xbfplain"[..], None, "plain", false),
            (b"\xff\xfeh\0i\0", None, "hi", false),
            (b"\xfe\xff\0h\0i", None, "hi", false),
            ("Zürich".as_bytes(), Some("text/plain; charset=iso-8859-2"), "Zürich", false),
            (b"It\x92s Z\xfcrich", None, "It’s Zürich", true),
            (b"\xb3\xf3d\xbc", Some("text/vtt; charset=\"ISO-8859-2\""), "łódź", true),
            (b"caf\xc3\xa9s \xc3\xa9t\xc3\xa9 \xff.", None, "cafés été \u{fffd}.", true),
            (b"cut caf\xc3", None, "cut caf", true),
        ] {
            let (found, warning) = decode(bytes, mime);
            assert_eq!((found.as_str(), warning.is_some()), (text, warns));
        }
    }
}
