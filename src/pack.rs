//! Values as bytes and back, for caches: small, quick to read, and believed only if this very program wrote them and no bit has changed.

use crate::hash::{Print, Printer};

/// Which program wrote a pack. Another one may mean something else by the same bytes.
const EDITION: &str = env!("TAKEFIVE_EDITION");

/// Collects values.
#[derive(Debug, Default)]
pub struct Packer(Vec<u8>);

impl Packer {
    /// An empty pack with room for so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// A number, in as few bytes as it needs.
    pub fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A length or place.
    pub fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// A number with a sign.
    pub fn signed(&mut self, number: i64) {
        // The sign goes to the lowest bit, so that small numbers below zero are short as well.
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    /// A fingerprint.
    pub fn print(&mut self, print: Print) {
        self.0.extend_from_slice(&print.to_le_bytes());
    }

    /// A number with decimals, to the bit.
    pub fn float(&mut self, number: f64) {
        self.0.extend_from_slice(&number.to_bits().to_le_bytes());
    }

    /// A number with fewer decimals, to the bit.
    pub fn float32(&mut self, number: f32) {
        self.0.extend_from_slice(&number.to_bits().to_le_bytes());
    }

    /// Bytes, with their length.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Yes or no.
    pub fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    /// A value that may be missing.
    pub fn maybe<T>(&mut self, value: Option<T>, put: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            put(self, value);
        }
    }

    /// A list.
    pub fn list<T>(&mut self, values: &[T], mut put: impl FnMut(&mut Self, &T)) {
        self.count(values.len());
        values.iter().for_each(|value| put(self, value));
    }

    /// What was collected, as it is.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// What was collected, under a seal that [`open`] looks at.
    pub fn seal(self) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(self.0.len() + EDITION.len() + 16);
        sealed.extend_from_slice(EDITION.as_bytes());
        sealed.extend_from_slice(&seal_of(&self.0).to_le_bytes());
        sealed.extend_from_slice(&self.0);
        sealed
    }
}

/// What lies under a seal; `None` if another program made it, or a bit of it has changed.
pub fn open(sealed: &[u8]) -> Option<Unpacker<'_>> {
    let (seal, body) = sealed.strip_prefix(EDITION.as_bytes())?.split_first_chunk::<16>()?;
    (u128::from_le_bytes(*seal) == seal_of(body)).then_some(Unpacker(body))
}

fn seal_of(body: &[u8]) -> Print {
    // Packs are large, and four sums at once are several times as fast as one good hash. Each step can be undone, so that two words that
    // differ in a bit never lead to one sum.
    let mut sums = [0x9e37_79b9_7f4a_7c15u64, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb, 0xd6e8_feb8_6659_fd93];
    let (chunks, rest) = body.as_chunks::<32>();
    for chunk in chunks {
        for (sum, word) in sums.iter_mut().zip(chunk.as_chunks::<8>().0) {
            *sum = (*sum ^ u64::from_le_bytes(*word)).wrapping_mul(0x9fb2_1c65_1e98_df25).rotate_left(29);
        }
    }
    let mut printer = Printer::default();
    sums.into_iter().for_each(|sum| {
        printer.number(sum);
    });
    printer.number(body.len() as u64).bytes(rest);
    printer.done()
}

/// Gives values back, in the order in which they were collected. `None` wherever the bytes are no such value.
#[derive(Debug, Clone, Copy)]
pub struct Unpacker<'a>(&'a [u8]);

impl<'a> Unpacker<'a> {
    /// Of bytes that are known to be whole.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// See [`Packer::number`].
    pub fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0u64, 0);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// See [`Packer::count`].
    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// See [`Packer::signed`].
    pub fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// See [`Packer::print`].
    pub fn print(&mut self) -> Option<Print> {
        Some(u128::from_le_bytes(self.take(16)?.try_into().ok()?))
    }

    /// See [`Packer::float`].
    pub fn float(&mut self) -> Option<f64> {
        Some(f64::from_bits(u64::from_le_bytes(self.take(8)?.try_into().ok()?)))
    }

    /// See [`Packer::float32`].
    pub fn float32(&mut self) -> Option<f32> {
        Some(f32::from_bits(u32::from_le_bytes(self.take(4)?.try_into().ok()?)))
    }

    /// See [`Packer::bytes`].
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = self.count()?;
        self.take(count)
    }

    /// See [`Packer::text`].
    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// See [`Packer::flag`].
    pub fn flag(&mut self) -> Option<bool> {
        Some(self.take(1)?[0] != 0)
    }

    /// See [`Packer::maybe`].
    pub fn maybe<T>(&mut self, get: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? { get(self).map(Some) } else { Some(None) }
    }

    /// See [`Packer::list`].
    pub fn list<T>(&mut self, mut get: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        // Every value takes a byte at least, so that a wrong count asks for no more room than there are bytes.
        let mut list = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            list.push(get(self)?);
        }
        Some(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(numbers in any::<Vec<u64>>(), signed: i64, float: f64, text: String, maybe: Option<String>, print: u128) {
            let mut packer = Packer::default();
            packer.list(&numbers, |packer, number| packer.number(*number));
            packer.signed(signed);
            packer.float(float);
            packer.text(&text);
            packer.maybe(maybe.as_deref(), Packer::text);
            packer.print(print);
            let sealed = packer.seal();
            let mut pack = open(&sealed).unwrap();
            prop_assert_eq!(pack.list(Unpacker::number), Some(numbers));
            prop_assert_eq!(pack.signed(), Some(signed));
            prop_assert_eq!(pack.float().map(f64::to_bits), Some(float.to_bits()));
            prop_assert_eq!(pack.text(), Some(text.as_str()));
            prop_assert_eq!(pack.maybe(Unpacker::text), Some(maybe.as_deref()));
            prop_assert_eq!(pack.print(), Some(print));
            prop_assert!(pack.is_empty());
        }

        #[test]
        fn no_bytes_do_harm(bytes: Vec<u8>) {
            prop_assert!(open(&bytes).is_none());
            let mut pack = Unpacker::new(&bytes);
            while pack.list(|pack| pack.text().map(str::len)).is_some() && !pack.is_empty() {}
        }
    }

    #[test]
    fn a_seal_tells_every_flipped_bit_and_every_cut() {
        let mut packer = Packer::default();
        packer.text("what a cache holds");
        let sealed = packer.seal();
        for bit in 0..sealed.len() * 8 {
            let mut broken = sealed.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&broken).is_none(), "bit {bit}");
        }
        assert!((0..sealed.len()).all(|length| open(&sealed[..length]).is_none()));
    }
}
