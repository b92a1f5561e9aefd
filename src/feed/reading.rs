//! Reads the bodies that polls bring: on the threads that compute, and no more of them at once than there is room for.

use super::body::CAP;
use super::parse::ParseError;
use crate::http::{HttpError, Response};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, oneshot};

/// Megabytes of bodies that are unpacked at once. A larger one is read alone.
const ROOM: u32 = 32;
/// How many times longer feeds are unpacked: three to four times, so at most that.
const GROWTH: usize = 4;

/// Why a body is not kept.
#[derive(Debug)]
pub(super) enum Unread {
    Packed(HttpError),
    NotAFeed(ParseError),
    Unkept(anyhow::Error),
    /// A fault of ours: reading it panicked.
    Panicked,
}

/// Where bodies are read.
#[derive(Debug)]
pub(super) struct Reading {
    pub room: Semaphore,
    /// Used again and again: what is freed in large pieces, allocators do not give back.
    buffers: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Default for Reading {
    fn default() -> Self {
        Self { room: Semaphore::new(ROOM as usize), buffers: Arc::default() }
    }
}

impl Reading {
    /// Unpacks an answer's body and reads it, once there is room. The answer is dropped after that, and its turn at the host with it.
    ///
    /// # Errors
    /// Those of `read`, or the body cannot be unpacked.
    pub async fn read<T: Send + 'static>(
        &self,
        response: Response,
        read: impl FnOnce(&Response, &[u8]) -> Result<T, Unread> + Send + 'static,
    ) -> Result<T, Unread> {
        let megabytes = u32::try_from(response.body.len().saturating_mul(GROWTH) / 1_000_000).unwrap_or(ROOM);
        // The semaphore is never closed, so acquiring cannot fail.
        let _room = self.room.acquire_many((megabytes + 1).min(ROOM)).await;
        let (send, receive) = oneshot::channel();
        let buffers = self.buffers.clone();
        // As many threads as cores, always the same ones: each has a share of memory of its own.
        rayon::spawn(move || {
            let mut buffer = buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let done = catch_unwind(AssertUnwindSafe(|| {
                let unpacked = response.unpack(CAP, &mut buffer).map_err(Unread::Packed)?;
                read(&response, unpacked)
            }));
            buffers.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
            drop(response);
            // Nobody may be waiting any more.
            let _ = send.send(done.unwrap_or(Err(Unread::Panicked)));
        });
        receive.await.unwrap_or(Err(Unread::Panicked))
    }
}
