//! Markdown, the only user of pulldown-cmark.
