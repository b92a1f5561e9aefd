//! Memory of vectors: what was embedded once need not be embedded again.
//!
//! The bytes are made for the cache: whoever has a memory of another version, or a broken one, has none, and loses only time.

use super::vectors::{Vector, WIDTH, embed_all, version};
use std::collections::HashMap;

/// Vectors of texts, by a hash of the text.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    vectors: HashMap<u64, Vector>,
}

/// Bytes that a memory begins with; then come the version of the vectors, and for each text its hash and its vector.
const MAGIC: &[u8; 8] = b"takevec1";
/// Bytes of one text.
const RECORD: usize = 8 + WIDTH;

impl Memory {
    /// Reads what [`Memory::bytes`] gave; empty if the bytes are of another version or cut off.
    pub fn read(bytes: &[u8]) -> Self {
        let Some(records) = bytes.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(&version().to_le_bytes())) else {
            return Self::default();
        };
        if records.len() % RECORD != 0 {
            return Self::default();
        }
        let record = |record: &[u8]| {
            let (hash, parts) = record.split_first_chunk::<8>()?;
            let parts: &[u8; WIDTH] = parts.try_into().ok()?;
            Some((u64::from_le_bytes(*hash), Vector::new(parts.map(|part| part as i8))))
        };
        Self { vectors: records.chunks_exact(RECORD).filter_map(record).collect() }
    }

    /// The same memory gives the same bytes: texts are in order of their hashes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut hashes: Vec<u64> = self.vectors.keys().copied().collect();
        hashes.sort_unstable();
        let mut bytes = Vec::with_capacity(16 + RECORD * hashes.len());
        bytes.extend(MAGIC);
        bytes.extend(version().to_le_bytes());
        for hash in hashes {
            bytes.extend(hash.to_le_bytes());
            bytes.extend(self.vectors[&hash].parts().map(|part| part as u8));
        }
        bytes
    }

    /// The vectors of texts: what is remembered is looked up, the rest embedded and remembered. Says whether anything was new.
    pub fn vectors<T: AsRef<str> + Sync>(&mut self, texts: &[T]) -> (Vec<Vector>, bool) {
        let hashes: Vec<u64> = texts.iter().map(|text| hash(text.as_ref())).collect();
        let unknown: Vec<usize> = (0..texts.len()).filter(|n| !self.vectors.contains_key(&hashes[*n])).collect();
        let new = embed_all(&unknown.iter().map(|n| texts[*n].as_ref()).collect::<Vec<_>>());
        self.vectors.extend(unknown.iter().map(|n| hashes[*n]).zip(new));
        (hashes.iter().map(|hash| self.vectors[hash].clone()).collect(), !unknown.is_empty())
    }

    /// Forgets all texts but these.
    pub fn keep<T: AsRef<str>>(&mut self, texts: &[T]) {
        let hashes: std::collections::HashSet<u64> = texts.iter().map(|text| hash(text.as_ref())).collect();
        self.vectors.retain(|hash, _| hashes.contains(hash));
    }
}

/// A hash that is quick, and the same on every machine. Nobody gains by making two texts collide here.
pub(crate) fn hash(text: impl AsRef<[u8]>) -> u64 {
    let mix = |state: u64, word: u64| {
        let product = u128::from(state ^ word) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
        (product as u64) ^ ((product >> 64) as u64)
    };
    let (words, rest) = text.as_ref().as_chunks::<8>();
    let state = words.iter().fold(0xcbf2_9ce4_8422_2325, |state, word| mix(state, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(mix(state, u64::from_le_bytes(last)), text.as_ref().len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::vectors::embed;
    use proptest::prelude::*;

    #[test]
    fn what_was_embedded_is_read_again() {
        let texts = ["Bread needs patience.", "Small teams ship faster.", "Bread needs patience."];
        let mut memory = Memory::default();
        let (vectors, new) = memory.vectors(&texts);
        assert_eq!((vectors, new), (texts.map(embed).to_vec(), true));
        let mut again = Memory::read(&memory.bytes());
        assert_eq!(again.vectors(&texts), (texts.map(embed).to_vec(), false));
        assert_eq!(again.bytes(), memory.bytes());
        again.keep(&texts[..1]);
        assert_eq!(again.bytes().len(), 16 + RECORD);
        assert!(again.vectors(&texts).1);
    }

    #[test]
    fn bytes_of_another_version_are_no_memory() {
        let mut memory = Memory::default();
        memory.vectors(&["Bread"]);
        let mut bytes = memory.bytes();
        assert!(Memory::read(&bytes[..bytes.len() - 1]).vectors.is_empty());
        bytes[9] ^= 1;
        assert!(Memory::read(&bytes).vectors.is_empty());
    }

    #[test]
    fn every_byte_and_the_length_change_the_hash() {
        let texts = ["", "\0", "a", "b", "abcdefgh", "abcdefgh\0", "abcdefgi", "abcdefghabcdefgh", "\0\0"];
        let hashes: std::collections::BTreeSet<u64> = texts.iter().map(hash).collect();
        assert_eq!(hashes.len(), texts.len());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Memory::read(&bytes);
        }
    }
}
