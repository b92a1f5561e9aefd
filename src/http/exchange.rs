//! What is asked for, and what comes back.

use super::HttpError;
use super::packing::{Packing, UnpackError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// What to ask for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Absolute address, `http` or `https`.
    pub url: &'a str,
    /// The last answer's `ETag`, just as it was sent.
    pub etag: Option<&'a str>,
    /// The last answer's `Last-Modified`, just as it was sent.
    pub last_modified: Option<&'a str>,
    /// Media types wanted, best first.
    pub accept: &'a str,
    /// Most bytes of the body after decompression.
    pub cap: usize,
    /// True: the address may stand in a loopback, private or link-local network.
    pub allow_private: bool,
    /// True: the body is handed over as it came, for [`Response::unpack`].
    pub packed: bool,
}

/// An answer: success, or 304 with an empty body.
#[derive(Debug, Clone)]
pub struct Response {
    /// From 200 to 299, or 304.
    pub status: u16,
    /// The address that answered, after all redirects.
    pub url: String,
    /// The new address, if there were redirects and each of them was for good (301 or 308).
    pub moved: Option<String>,
    /// The answer's headers.
    pub headers: Headers,
    /// The body: unpacked, or as it came if that was asked for.
    pub body: Vec<u8>,
    /// How the body is packed.
    pub packing: Packing,
    /// The turn at the host. Whoever keeps the answer keeps it, so that no more is fetched than can be taken in.
    pub turn: Turn,
}

impl Response {
    /// The body, unpacked into `buffer` unless it came so, if it is at most `cap` bytes then.
    ///
    /// # Errors
    /// It is larger, or not packed as the answer says.
    pub fn unpack<'a>(&'a self, cap: usize, buffer: &'a mut Vec<u8>) -> Result<&'a [u8], HttpError> {
        if self.packing == Packing::default() {
            return Ok(&self.body);
        }
        let url = || self.url.clone();
        self.packing.unpack(&self.body, cap, buffer).map_err(|error| match error {
            UnpackError::TooLarge => HttpError::TooLarge { url: url(), cap },
            UnpackError::Corrupt(cause) => HttpError::Decode { url: url(), cause },
        })?;
        Ok(buffer)
    }
}

/// One of the few requests that a host, and all hosts together, are asked at once; it ends when this is dropped.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    pub(super) _permits: Arc<[Option<OwnedSemaphorePermit>]>,
}

/// What to send to a service that the owner chose; see [`Client::post`](super::Client::post).
#[derive(Debug, Clone, Copy)]
pub struct Post<'a> {
    /// Absolute address, `http` or `https`; private networks are allowed, since the owner named it.
    pub url: &'a str,
    /// Sent as `Authorization: Bearer …`, if there is one.
    pub bearer: Option<&'a str>,
    /// A JSON document.
    pub json: &'a [u8],
    /// Most bytes of the answer's body after decompression.
    pub cap: usize,
    /// Time for the whole exchange.
    pub timeout: Duration,
}

/// What a service answered, whatever its status.
#[derive(Debug, Clone)]
pub struct Posted {
    /// The status; redirects are not followed, since they might lead the key astray.
    pub status: u16,
    /// The answer's headers.
    pub headers: Headers,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

/// Headers of an answer.
#[derive(Debug, Clone, Default)]
pub struct Headers(pub(super) reqwest::header::HeaderMap);

impl Headers {
    /// The first value of a header, whatever the case of its name. `None` if it is missing, or is not text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }
}

#[cfg(test)]
impl From<&[(&'static str, &str)]> for Headers {
    fn from(headers: &[(&'static str, &str)]) -> Self {
        Self(headers.iter().map(|(name, value)| (reqwest::header::HeaderName::from_static(name), value.parse().unwrap())).collect())
    }
}
