//! How bytes are packed: over the wire by their host, and in the cache as they came.

use async_compression::Level;
use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder, ZstdEncoder};
use async_compression::zstd::DParameter;
use futures_util::FutureExt;
use std::io;
use std::pin::Pin;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt, BufReader};

/// How a host may pack what it sends, best first.
pub(super) const ACCEPT_ENCODING: &str = "zstd, br, gzip";
/// Ways of packing on top of each other that are undone. Nobody needs a second one.
const MOST_LAYERS: usize = 2;
/// Bytes unpacked at a time.
pub(super) const PIECE: usize = 64 * 1024;

pub(super) type Reader<'a> = Pin<Box<dyn AsyncRead + Send + 'a>>;

/// How bytes are packed: in several ways on top of each other, or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Packing {
    /// In the order in which that was done.
    ways: Vec<Way>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Why packed bytes cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// They are more than wanted, unpacked.
    #[error("too many bytes")]
    TooLarge,
    /// They are not what they should be.
    #[error("{0}")]
    Corrupt(String),
}

impl Packing {
    /// As `Content-Encoding` states it, one value a header.
    ///
    /// # Errors
    /// What the answer is packed as, if nobody can undo that.
    pub(super) fn stated<'a>(headers: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let names = headers.flat_map(|value| value.split(',')).map(|name| name.trim().to_ascii_lowercase());
        let names = names.filter(|name| !matches!(name.as_str(), "" | "identity" | "none" | "utf-8"));
        let ways: Result<Vec<Way>, String> = names.map(|name| Way::named(&name).ok_or_else(|| format!("packed as {name:?}"))).collect();
        match ways? {
            ways if ways.len() > MOST_LAYERS => Err("packed more than twice".to_owned()),
            ways => Ok(Self { ways }),
        }
    }

    /// As a file's first bytes show it.
    pub fn of_file(bytes: &[u8]) -> Self {
        let way = match bytes {
            [0x1f, 0x8b, ..] => Some(Way::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Way::Zstd),
            _ => None,
        };
        Self { ways: way.into_iter().collect() }
    }

    /// Unpacks what `reader` gives.
    pub(super) fn reader<'a>(&self, reader: Pin<Box<dyn AsyncBufRead + Send + 'a>>) -> Reader<'a> {
        let mut ways = self.ways.iter().rev();
        let Some(outer) = ways.next() else { return Box::pin(reader) };
        ways.fold(outer.undo(reader), |reader, way| way.undo(Box::pin(BufReader::with_capacity(PIECE, reader))))
    }

    /// Unpacks bytes, at most `cap` of them, into a buffer whose own are forgotten.
    ///
    /// # Errors
    /// They are more, or not packed so.
    pub fn unpack(&self, bytes: &[u8], cap: usize, buffer: &mut Vec<u8>) -> Result<(), UnpackError> {
        buffer.clear();
        // One byte more shows that there are more.
        let mut reader = self.reader(Box::pin(bytes)).take(cap as u64 + 1);
        read_all(&mut reader, buffer).map_err(|error| UnpackError::Corrupt(error.to_string().to_lowercase()))?;
        if buffer.len() > cap { Err(UnpackError::TooLarge) } else { Ok(()) }
    }
}

impl Way {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" => Self::Deflate,
            "br" => Self::Brotli,
            "zstd" => Self::Zstd,
            _ => return None,
        })
    }

    fn undo<'a>(self, reader: Pin<Box<dyn AsyncBufRead + Send + 'a>>) -> Reader<'a> {
        match self {
            Self::Brotli => Box::pin(BrotliDecoder::new(reader)),
            // RFC 9659: eight megabytes of window are the most that a host may ask for.
            Self::Zstd => Box::pin(ZstdDecoder::with_params(reader, &[DParameter::window_log_max(23)])),
            Self::Deflate => Box::pin(ZlibDecoder::new(reader)),
            Self::Gzip => {
                let mut decoder = GzipDecoder::new(reader);
                // Some hosts send a file as several members, one after another.
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
        }
    }
}

/// Packs bytes so that [`Packing::of_file`] knows them again: fast rather than small.
///
/// # Errors
/// No memory.
pub fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(bytes.len() / 2);
    read_all(&mut ZstdEncoder::with_quality(bytes, Level::Fastest), &mut packed)?;
    Ok(packed)
}

/// Reads to the end what lies in memory, which nobody ever waits for.
fn read_all(reader: &mut (impl AsyncRead + Unpin), to: &mut Vec<u8>) -> io::Result<()> {
    // Unpackers fill what they are given with zeros first, so it is the same small piece each time.
    let mut piece = vec![0; PIECE];
    loop {
        match reader.read(&mut piece).now_or_never().unwrap_or_else(|| Err(io::Error::other("is not at hand")))? {
            0 => return Ok(()),
            length => to.extend_from_slice(&piece[..length]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(packing: &Packing, bytes: &[u8], cap: usize) -> Result<Vec<u8>, UnpackError> {
        let mut buffer = b"of before".to_vec();
        packing.unpack(bytes, cap, &mut buffer).map(|()| buffer)
    }

    #[test]
    fn what_is_packed_can_be_told_and_unpacked() {
        let text = b"words, and more words. ".repeat(100_000);
        let packed = pack(&text).unwrap();
        assert!(packed.len() < text.len() / 10, "{} bytes", packed.len());
        for packed in [packed, gzip(&text), [gzip(&text[..9]), gzip(&text[9..])].concat(), text.clone()] {
            let packing = Packing::of_file(&packed);
            assert_eq!(unpack(&packing, &packed, text.len()).as_deref(), Ok(&text[..]));
            assert_eq!(unpack(&packing, &packed, text.len() - 1), Err(UnpackError::TooLarge));
        }
        let cut = &gzip(&text)[..200];
        assert!(matches!(unpack(&Packing::of_file(cut), cut, text.len()), Err(UnpackError::Corrupt(_))));
    }

    #[test]
    fn headers_state_the_order() {
        let twice = Packing::stated(["identity, gzip", "x-gzip"].into_iter()).unwrap();
        assert_eq!(unpack(&twice, &gzip(&gzip(b"a")), 9).as_deref(), Ok(&b"a"[..]));
        assert_eq!(Packing::stated(["gzip, snappy"].into_iter()), Err("packed as \"snappy\"".into()));
        assert_eq!(Packing::stated(["gzip", "br, br"].into_iter()), Err("packed more than twice".into()));
    }
}
