//! The day's best ⇄ Markdown: posts, the desk, and their faults.
