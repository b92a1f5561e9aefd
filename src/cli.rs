//! Arguments → one command → exit code.
