//! Reading numbers out of a model file.

/// What is still unread of a file.
#[derive(Debug)]
pub(super) struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    /// Starts at the beginning.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// The next `count` bytes, or `None` if the file is shorter.
    pub fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next `count` numbers of 32 bits.
    pub fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let (numbers, _) = self.take(count * 4)?.as_chunks();
        Some(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    /// The next whole number of 16 bits.
    pub fn number(&mut self) -> Option<usize> {
        let (numbers, _) = self.take(2)?.as_chunks();
        numbers.first().map(|bytes| usize::from(u16::from_le_bytes(*bytes)))
    }

    /// Whether everything was read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
