//! Episodes' transcript links → segments of clean text, with a map back to the publisher's bytes.
