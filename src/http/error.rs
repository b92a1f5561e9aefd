//! Why a request gave nothing, in words that an owner can act on.

use super::address::NotPublic;
use std::error::Error;
use std::io;
use url::Url;

/// Why a request gave nothing. Every message starts with the address, see [`HttpError::reason`] for the rest alone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The host answered, and refuses.
    #[error("{url} answered {}", describe(*status))]
    Status {
        /// What was asked for last.
        url: String,
        /// The status, neither success nor a redirect.
        status: u16,
        /// `Retry-After`, just as it was sent: seconds or a date.
        retry_after: Option<String>,
    },
    /// The host took too long.
    #[error("{url} took too long: still waiting for {waiting_for}")]
    Timeout {
        /// What was asked for last.
        url: String,
        /// A connection, an answer, or the rest of one.
        waiting_for: &'static str,
    },
    /// The body is larger than wanted.
    #[error("{url} is larger than {}, the most that is read", size(*cap))]
    TooLarge {
        /// What was asked for last.
        url: String,
        /// The limit in bytes.
        cap: usize,
    },
    /// The host stands in a private network.
    #[error("{url} leads into a private network ({address}); set allow-private if that is meant")]
    Private {
        /// What would have been asked for.
        url: String,
        /// Where it stands: an IP address, or the name of the proxy in use.
        address: String,
    },
    /// Neither `http` nor `https`, or no address at all.
    #[error("{url} {}", if url == target { "is not an http or https address".to_owned() }
        else { format!("redirects to {target:?}, which is not an http or https address") })]
    Scheme {
        /// What was asked for last.
        url: String,
        /// The address that is of no use.
        target: String,
    },
    /// The host was not asked, for it had just failed several times in a row.
    #[error("{url} was not asked: three requests in a row to its host failed, the last one {last}")]
    Spared {
        /// What would have been asked for.
        url: String,
        /// What came of the last request; goes on after an address.
        last: String,
    },
    /// More than ten redirects, or a circle of them.
    #[error("{url} redirects more than ten times")]
    TooManyRedirects {
        /// What was asked for first.
        url: String,
    },
    /// A redirect without a target that can be read.
    #[error("{url} {}", if location.is_empty() { "redirects without saying where to".to_owned() }
        else { format!("redirects to {location:?}, which is no address") })]
    BadRedirect {
        /// What was asked for last.
        url: String,
        /// The target as it was sent; empty if there was none.
        location: String,
    },
    /// The body is not compressed as the answer says.
    #[error("{url} sent a compressed answer that cannot be unpacked ({cause})")]
    Decode {
        /// What was asked for last.
        url: String,
        /// What the decompressor says.
        cause: String,
    },
    /// No connection: the name is unknown, nobody listens, or the certificate is not to be trusted.
    #[error("{url} cannot be reached: {cause}")]
    Connect {
        /// What was asked for last.
        url: String,
        /// What went wrong.
        cause: String,
    },
    /// The connection broke, or what came over it is not HTTP.
    #[error("{url} broke off its answer: {cause}")]
    Broken {
        /// What was asked for last.
        url: String,
        /// What went wrong.
        cause: String,
    },
}

impl HttpError {
    /// The status that the host answered with, if it answered.
    pub fn status(&self) -> Option<u16> {
        if let Self::Status { status, .. } = self { Some(*status) } else { None }
    }

    /// `Retry-After`, just as it was sent.
    pub fn retry_after(&self) -> Option<&str> {
        if let Self::Status { retry_after, .. } = self { retry_after.as_deref() } else { None }
    }

    /// The message for a place that names `address` already: without it if it stands in front, whole if another address does.
    pub fn reason(&self, address: &str) -> String {
        let message = self.to_string();
        match message.strip_prefix(address).and_then(|rest| rest.strip_prefix(' ')) {
            Some(rest) => rest.to_owned(),
            None => message,
        }
    }

    /// Makes sense of a request that got no answer.
    pub(super) fn from_reqwest(url: &Url, error: &reqwest::Error) -> Self {
        let url = url.to_string();
        if let Some(NotPublic(address)) = find::<NotPublic>(error) {
            return Self::Private { url, address: address.to_string() };
        }
        if error.is_timeout() {
            return Self::Timeout { url, waiting_for: if error.is_connect() { "a connection" } else { "an answer" } };
        }
        if error.is_connect() {
            return Self::Connect { url, cause: connect_cause(error) };
        }
        Self::Broken { url, cause: cause(error) }
    }

    /// Makes sense of a body that did not end well.
    pub(super) fn from_body(url: &Url, error: &reqwest::Error) -> Self {
        let (url, cause) = (url.to_string(), cause(error));
        if error.is_timeout() {
            return Self::Timeout { url, waiting_for: "the rest of its answer" };
        }
        Self::Broken { url, cause }
    }
}

/// The error with all its sources, outermost first.
fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    std::iter::from_fn(move || {
        let this = next?;
        next = this.source();
        Some(this)
    })
}

fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    chain(error).find_map(|e| e.downcast_ref::<T>())
}

/// The innermost cause, which is the one that means something.
fn cause(error: &reqwest::Error) -> String {
    let text = chain(error).last().map(ToString::to_string).unwrap_or_default();
    // The system's number says nothing that its words do not.
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

fn connect_cause(error: &reqwest::Error) -> String {
    let cause = cause(error);
    if error.is_dns() {
        return "there is no host of this name, or the name system does not answer".to_owned();
    }
    if find::<io::Error>(error).is_some_and(|e| e.kind() == io::ErrorKind::ConnectionRefused) {
        return "nobody listens there (connection refused)".to_owned();
    }
    if cause.contains("certificate") { format!("its TLS certificate is not trusted ({cause})") } else { cause }
}

fn describe(status: u16) -> String {
    let meaning = match status {
        400 => "it does not understand the question",
        401 | 407 => "it wants a password",
        403 => "it refuses",
        404 => "nothing is there",
        410 => "gone for good",
        429 => "asked too often",
        451 => "withheld for legal reasons",
        500..=599 => "the fault is on its side",
        _ => return status.to_string(),
    };
    format!("{status} ({meaning})")
}

/// A limit, in the largest unit that it is a whole number of.
fn size(bytes: usize) -> String {
    match bytes {
        b if b >= 1_000_000 && b % 1_000_000 == 0 => format!("{} MB", b / 1_000_000),
        b if b >= 1 << 20 && b % (1 << 20) == 0 => format!("{} MiB", b >> 20),
        b => format!("{b} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_leaves_out_the_address_that_is_known() {
        let error = HttpError::Status { url: "https://a.example/f".into(), status: 404, retry_after: None };
        assert_eq!(error.reason("https://a.example/f"), "answered 404 (nothing is there)");
        assert_eq!(error.reason("https://a.example/"), "https://a.example/f answered 404 (nothing is there)");
    }

    #[test]
    fn limits_read_well() {
        assert_eq!((size(50_000_000), size(50 << 20), size(1234)), ("50 MB".into(), "50 MiB".into(), "1234 bytes".into()));
    }
}
