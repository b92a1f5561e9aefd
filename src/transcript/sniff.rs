//! Which format a file is in: its bytes decide, then its address, then what it was declared to be.

use super::{clock, markup};
use crate::model::Format;

/// The format of a transcript file.
pub(super) fn sniff(text: &str, mime: Option<&str>, url: Option<&str>) -> Format {
    by_content(text).or_else(|| url.and_then(by_address)).or_else(|| mime.and_then(by_mime)).unwrap_or(Format::Text)
}

/// What a file is that holds no text at all, if it is known.
pub(super) fn binary(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 7] = [
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a zip archive or an office document"),
        (b"ID3", "an MP3 file"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"{\\rtf", "a rich text document"),
    ];
    if let Some((_, name)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Some(name);
    }
    let head = &bytes[..bytes.len().min(4096)];
    let is_utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let odd = head.iter().filter(|b| **b < 9 || (14..32).contains(*b)).count();
    (!is_utf16 && odd * 10 > head.len()).then_some("binary data")
}

/// The format that an address ends in.
pub(super) fn by_address(url: &str) -> Option<Format> {
    let path = url.split(['?', '#']).next()?;
    let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "vtt" => Some(Format::Vtt),
        "srt" => Some(Format::Srt),
        "json" => Some(Format::Json),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "txt" | "text" | "md" | "markdown" => Some(Format::Text),
        _ => None,
    }
}

/// The format that a MIME type stands for.
pub(super) fn by_mime(mime: &str) -> Option<Format> {
    match mime.split(';').next()?.trim().to_ascii_lowercase().as_str() {
        "text/vtt" | "text/webvtt" | "application/vtt" => Some(Format::Vtt),
        "application/srt" | "application/x-subrip" | "text/srt" | "application/x-srt" => Some(Format::Srt),
        "application/json" | "text/json" => Some(Format::Json),
        "text/html" | "application/xhtml+xml" => Some(Format::Html),
        "text/plain" | "text/markdown" | "text/x-markdown" => Some(Format::Text),
        _ => None,
    }
}

/// The format that a file's own words give away.
pub(super) fn by_content(text: &str) -> Option<Format> {
    let start = text.trim_start();
    if start.starts_with("WEBVTT") {
        return Some(Format::Vtt);
    }
    let mut rest = start.chars().filter(|c| !c.is_whitespace());
    match (rest.next(), rest.next()) {
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '"' | ']')) => return Some(Format::Json),
        _ => {}
    }
    let head = markup::head(start, 4096);
    if head.lines().any(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit()) && clock::cue(line).is_some()) {
        return Some(Format::Srt);
    }
    looks_like_html(head).then_some(Format::Html)
}

/// Markup at the start, or block elements all over. A text may hold a tag or two without being HTML.
fn looks_like_html(head: &str) -> bool {
    let is_tag = |rest: &str, name: &str| {
        rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && rest[name.len()..].starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace())
    };
    const BLOCKS: [&str; 16] =
        ["!doctype", "html", "head", "body", "p", "div", "cite", "time", "ul", "ol", "section", "article", "main", "h1", "h2", "br"];
    let blocks = |rest: &str| BLOCKS.iter().any(|name| is_tag(rest, name));
    if let Some(rest) = head.strip_prefix('<') {
        return rest.starts_with("!--") || rest.starts_with("?xml") || blocks(rest);
    }
    head.split('<').skip(1).filter(|rest| blocks(rest)).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_first_then_address_then_type() {
        for (text, mime, url, expected) in [
            ("WEBVTT\n", Some("text/html"), None, Format::Vtt),
            (" {\"version\": 1}", None, Some("https://a.example/x.txt"), Format::Json),
            ("[{\"start\": 1}]", None, None, Format::Json),
            ("[laughter] Ann: hi", None, None, Format::Text),
            ("[00:01] Ann: hi", None, None, Format::Text),
            ("1\r\n00:00:01,000 --> 00:00:02,000\r\nhi", Some("text/plain"), None, Format::Srt),
            ("<!DOCTYPE html><p>hi", Some("text/plain"), None, Format::Html),
            ("<cite>Ann:</cite>", None, None, Format::Html),
            ("Ann: use <b> here", None, Some("https://a.example/x.txt?y=.html"), Format::Text),
            ("hello", Some("text/html; charset=utf-8"), None, Format::Html),
            ("hello", Some("text/html"), Some("https://a.example/x.srt"), Format::Srt),
            ("", None, None, Format::Text),
        ] {
            assert_eq!(sniff(text, mime, url), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert_eq!(binary(b"%PDF-1.7"), Some("a PDF"));
        assert_eq!(binary(&[0; 64]), Some("binary data"));
        assert_eq!(binary(b"\xff\xfeh\0i\0"), None);
        assert_eq!(binary("h\u{e9}llo\r\n".as_bytes()), None);
    }
}
