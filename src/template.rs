//! Templates, the only user of Tera.
