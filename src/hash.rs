//! Hashes: of publishers' files, of sections, of cache keys.

use sha2::{Digest, Sha256};

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
