//! Feeds' addresses → podcasts and their episodes.
