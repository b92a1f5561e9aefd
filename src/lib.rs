//! takefive scans podcasts every day, picks the five best insights, writes them as one Markdown post, and builds the site.
//!
//! # The map
//!
//! Data flows top to bottom, and so do the modules:
//!
//! | module | takes | gives |
//! |---|---|---|
//! | [`feed`] | the feeds' addresses | podcasts and their episodes |
//! | [`transcript`] | an episode's transcript links | segments, with a map back to the publisher's bytes |
//! | [`insight`] | segments | scored candidates, then the day's five |
//! | [`post`] | the day's five | `content/posts/YYYY/DAY.md` and the desk, and back |
//! | [`site`] | all posts | pages, feeds, sitemap under `public/` |
//!
//! [`model`] holds the plain types that travel between them. [`config`] is what an owner writes in `content/*.yaml`, [`report`]
//! what happened to each source. Everything at the end of the list wraps one outside thing. Only [`cmd`] knows more than one stage;
//! `tests/layering.rs` holds every file to that.

pub mod cli;
pub mod cmd;

pub mod feed;
pub mod transcript;

pub mod insight;

pub mod post;

pub mod site;

pub mod config;
pub mod model;
pub mod report;

pub mod cache;
pub mod files;
pub mod hash;
pub mod http;
pub mod markdown;
pub mod opml;
pub mod pack;
pub mod progress;
pub mod template;
pub mod text;
pub mod yaml;
