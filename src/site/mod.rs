//! Posts → pages, feeds and sitemap under `public/`.
pub mod page;
