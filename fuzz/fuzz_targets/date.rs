//! Any text as a date and as a duration: no panic, and what is read can be written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use takefive::feed::{date, duration};

fuzz_target!(|text: &str| {
    if let Some(at) = date(text) {
        assert_eq!(date(&at.to_string()), Some(at));
    }
    assert!(duration(text).is_none_or(|seconds| seconds > 0.0 && seconds.is_finite()));
});
