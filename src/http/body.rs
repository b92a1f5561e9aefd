//! Reading a body: in pieces, in time, unpacked, and never more than wanted of what comes over the wire or out of it.

use super::HttpError;
use super::packing::{PIECE, Packing};
use futures_util::stream::try_unfold;
use reqwest::Response;
use std::io;
use std::pin::Pin;
use tokio::io::{AsyncBufRead, AsyncReadExt};
use tokio::time::{Instant, timeout_at};
use tokio_util::io::StreamReader;
use url::Url;

/// Bytes for which room is made because an answer says that they will come.
const MOST_AT_ONCE: usize = 8_000_000;

/// What ends a body before its end, carried through the unpackers.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("{0}")]
    Connection(#[from] reqwest::Error),
    #[error("too many bytes")]
    TooLarge,
}

/// How an answer's body is packed.
///
/// # Errors
/// In a way that nobody can undo.
pub(super) fn packing(response: &Response, url: &Url) -> Result<Packing, HttpError> {
    let stated = response.headers().get_all("content-encoding").iter().filter_map(|value| value.to_str().ok());
    Packing::stated(stated).map_err(|cause| HttpError::Decode { url: url.to_string(), cause })
}

/// Reads a body to its end, unpacking it. `cap` counts bytes both as they come and unpacked, so that neither a small answer nor an
/// endless one can fill the memory.
pub(super) async fn read(response: Response, packing: &Packing, url: &Url, cap: usize, deadline: Instant) -> Result<Vec<u8>, HttpError> {
    let too_large = || HttpError::TooLarge { url: url.to_string(), cap };
    // The stated length is only believed if it is already too much: it may be missing, or a lie.
    let stated = response.content_length();
    if stated.is_some_and(|length| length > cap as u64) {
        return Err(too_large());
    }
    let mut reader = packing.reader(wire(response, cap));
    // Most bodies are as long as they say; growing bit by bit would leave holes in the memory.
    let mut body = Vec::with_capacity(stated.map_or(0, |length| usize::try_from(length).unwrap_or(0).min(MOST_AT_ONCE) + 1));
    // Unpackers fill what they are given with zeros first, so it is the same small piece each time.
    let mut piece = vec![0; PIECE];
    loop {
        let read = timeout_at(deadline, reader.read(&mut piece)).await;
        let read = read.map_err(|_| HttpError::Timeout { url: url.to_string(), waiting_for: "the rest of its answer" })?;
        match read {
            Ok(0) => break,
            Ok(length) if body.len() + length > cap => return Err(too_large()),
            Ok(length) => body.extend_from_slice(&piece[..length]),
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
fn wire(response: Response, cap: usize) -> Pin<Box<dyn AsyncBufRead + Send>> {
    let pieces = try_unfold((response, 0), move |(mut response, seen)| async move {
        let Some(piece) = response.chunk().await.map_err(|error| io::Error::other(Fault::Connection(error)))? else { return Ok(None) };
        let seen = seen + piece.len();
        if seen > cap { Err(io::Error::other(Fault::TooLarge)) } else { Ok(Some((piece, (response, seen)))) }
    });
    Box::pin(StreamReader::new(Box::pin(pieces)))
}
