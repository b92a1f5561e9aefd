//! Hashes: of publishers' files, of sections, of cache keys.

use sha2::{Digest, Sha256};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;

/// SHA-256 as 64 lower-case hex digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// A short name for bytes: the first 80 bits of their SHA-256 as 16 characters of `a-z2-7`.
pub fn short(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let digest = Sha256::digest(bytes);
    let bits = digest[..10].iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    (0..16).rev().map(|n| char::from(LETTERS[(bits >> (n * 5) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_values() {
        assert_eq!(super::sha256(b"abc")[..16], *"ba7816bf8f01cfea");
        assert_eq!(super::short(b"abc"), "xj4bnp4pahh6uqkb");
    }
}

/// A fingerprint of values: quick to make, the same on every machine, and alike for two different ones as good as never. Not for what
/// somebody could gain by forging.
pub type Print = u128;

/// Makes a fingerprint of one value after another.
#[derive(Debug, Clone, Default)]
pub struct Printer(SipHasher13);

impl Printer {
    /// Takes bytes as they are, without their length.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.write(bytes);
        self
    }

    /// Takes a text; where it ends matters.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.number(text.len() as u64);
        self.0.write(text.as_bytes());
        self
    }

    /// Takes a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.write(&number.to_le_bytes());
        self
    }

    /// Takes another fingerprint.
    pub fn print(&mut self, print: Print) -> &mut Self {
        self.0.write(&print.to_le_bytes());
        self
    }

    /// The fingerprint.
    pub fn done(&self) -> Print {
        self.0.finish128().into()
    }
}

/// The fingerprint of a text alone.
pub fn print_of(text: &str) -> Print {
    Printer::default().text(text).done()
}
