//! Reading a body: in pieces, in time, and never more than wanted.

use super::HttpError;
use tokio::time::{Instant, timeout_at};
use url::Url;

/// Reads a body to its end. `cap` counts bytes after decompression, so that a small answer cannot fill the memory.
pub(super) async fn read(response: reqwest::Response, url: &Url, cap: usize, deadline: Instant) -> Result<Vec<u8>, HttpError> {
    let mut response = response;
    // The stated length is only believed if it is already too much: it may be missing, or a lie.
    if response.content_length().is_some_and(|length| length > cap as u64) {
        return Err(HttpError::TooLarge { url: url.to_string(), cap });
    }
    let mut body = Vec::new();
    loop {
        let chunk = timeout_at(deadline, response.chunk()).await;
        let chunk = chunk.map_err(|_| HttpError::Timeout { url: url.to_string(), waiting_for: "the rest of its answer" })?;
        match chunk.map_err(|error| HttpError::from_body(url, &error))? {
            Some(bytes) if body.len() + bytes.len() > cap => return Err(HttpError::TooLarge { url: url.to_string(), cap }),
            Some(bytes) => body.extend_from_slice(&bytes),
            None => return Ok(body),
        }
    }
}
