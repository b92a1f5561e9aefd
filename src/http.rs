//! HTTP, politely: the only user of reqwest.
