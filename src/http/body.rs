//! Reading a body: in pieces, in time, unpacked, and never more than wanted of what comes over the wire or out of it.

use super::HttpError;
use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use futures_util::stream::try_unfold;
use reqwest::Response;
use std::io;
use std::pin::Pin;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncReadExt, BufReader};
use tokio::time::{Instant, timeout_at};
use tokio_util::io::StreamReader;
use url::Url;

/// How a host may pack what it sends, best first.
pub(super) const ACCEPT_ENCODING: &str = "zstd, br, gzip";
/// Ways of packing on top of each other that are undone. Nobody needs a second one.
const MOST_LAYERS: usize = 2;
/// Bytes unpacked at a time.
const PIECE: usize = 64 * 1024;

type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// What ends a body before its end, carried through the unpackers.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("{0}")]
    Connection(#[from] reqwest::Error),
    #[error("too many bytes")]
    TooLarge,
}

/// Reads a body to its end. `cap` counts bytes both as they come and unpacked, so that neither a small answer nor an endless one can
/// fill the memory.
pub(super) async fn read(response: Response, url: &Url, cap: usize, deadline: Instant) -> Result<Vec<u8>, HttpError> {
    let too_large = || HttpError::TooLarge { url: url.to_string(), cap };
    // The stated length is only believed if it is already too much: it may be missing, or a lie.
    if response.content_length().is_some_and(|length| length > cap as u64) {
        return Err(too_large());
    }
    let packings = packings(&response).map_err(|cause| HttpError::Decode { url: url.to_string(), cause })?;
    let mut reader = packings.iter().rev().fold(wire(response, cap), |reader, packing| unpack(packing, reader));
    let mut body = Vec::new();
    loop {
        body.reserve(PIECE);
        let read = timeout_at(deadline, reader.read_buf(&mut body)).await;
        let read = read.map_err(|_| HttpError::Timeout { url: url.to_string(), waiting_for: "the rest of its answer" })?;
        match read {
            Ok(0) => break,
            Ok(_) if body.len() > cap => return Err(too_large()),
            Ok(_) => {}
            Err(error) => {
                return Err(match error.get_ref().and_then(|inner| inner.downcast_ref::<Fault>()) {
                    Some(Fault::Connection(error)) => HttpError::from_body(url, error),
                    Some(Fault::TooLarge) => too_large(),
                    None => HttpError::Decode { url: url.to_string(), cause: error.to_string().to_lowercase() },
                });
            }
        }
    }
    body.shrink_to_fit();
    Ok(body)
}

/// The bytes as they come.
fn wire(response: Response, cap: usize) -> Reader {
    let pieces = try_unfold((response, 0), move |(mut response, seen)| async move {
        let Some(piece) = response.chunk().await.map_err(|error| io::Error::other(Fault::Connection(error)))? else { return Ok(None) };
        let seen = seen + piece.len();
        if seen > cap { Err(io::Error::other(Fault::TooLarge)) } else { Ok(Some((piece, (response, seen)))) }
    });
    Box::pin(StreamReader::new(Box::pin(pieces)))
}

/// How the body is packed, in the order in which that was done.
fn packings(response: &Response) -> Result<Vec<String>, String> {
    let stated = response.headers().get_all("content-encoding").iter().filter_map(|value| value.to_str().ok());
    let stated = stated.flat_map(|value| value.split(',')).map(|name| name.trim().to_ascii_lowercase());
    let packings: Vec<String> = stated.filter(|name| !matches!(name.as_str(), "" | "identity" | "none" | "utf-8")).collect();
    match packings.iter().find(|name| !["gzip", "x-gzip", "br", "zstd", "deflate"].contains(&name.as_str())) {
        Some(unknown) => Err(format!("packed as {unknown:?}")),
        None if packings.len() > MOST_LAYERS => Err("packed more than twice".to_owned()),
        None => Ok(packings),
    }
}

fn unpack(packing: &str, reader: Reader) -> Reader {
    let reader: Pin<Box<dyn AsyncBufRead + Send>> = Box::pin(BufReader::with_capacity(PIECE, reader));
    match packing {
        "br" => Box::pin(BrotliDecoder::new(reader)),
        // RFC 9659: eight megabytes of window are the most that a host may ask for.
        "zstd" => Box::pin(ZstdDecoder::with_params(reader, &[DParameter::window_log_max(23)])),
        "deflate" => Box::pin(ZlibDecoder::new(reader)),
        _ => {
            let mut decoder = GzipDecoder::new(reader);
            // Some hosts send a file as several members, one after another.
            decoder.multiple_members(true);
            Box::pin(decoder)
        }
    }
}
