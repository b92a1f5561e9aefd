//! Segments → scored candidates → the day's best.
