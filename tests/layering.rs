//! Who may import whom, as the map in `lib.rs` says: read from the `crate::` paths of every source file.

use std::{collections::BTreeMap, fs, path::Path};

const STAGES: [&str; 5] = ["feed", "transcript", "insight", "post", "site"];
const BASE: [&str; 11] = ["cache", "files", "hash", "http", "markdown", "opml", "pack", "progress", "template", "text", "yaml"];

/// Modules that `module` may name.
fn allowed(module: &str, other: &str) -> bool {
    let base = BASE.contains(&other);
    match module {
        "model" => false,
        _ if BASE.contains(&module) => base || other == "model",
        "report" => base || other == "model",
        "config" => base || other == "model" || other == "report",
        _ if STAGES.contains(&module) => base || ["model", "config", "report"].contains(&other),
        "cli" => other == "cmd",
        "cmd" => true,
        _ => false,
    }
}

#[test]
fn every_module_imports_only_what_lies_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = BTreeMap::new();
    let mut read = 0;
    for entry in walkdir::WalkDir::new(&src).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_none_or(|e| e != "rs")
            || path.ends_with("lib.rs")
            || path.ends_with("main.rs")
            || path.ends_with("build.rs") && path.parent().is_some_and(|p| p.ends_with("src"))
        {
            continue;
        }
        read += 1;
        let module = path.strip_prefix(&src).unwrap().components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        for other in imports(&fs::read_to_string(path).unwrap()) {
            if other != module && !allowed(module, &other) {
                wrong.insert(format!("{} imports crate::{other}", path.display()), ());
            }
        }
    }
    assert!(read > 20, "only {read} source files were found");
    assert!(wrong.is_empty(), "{:#?}", wrong.into_keys().collect::<Vec<_>>());
}

/// First parts of all `crate::a` paths and `use crate::{a, b::c}` lists.
fn imports(source: &str) -> Vec<String> {
    let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for (at, _) in source.match_indices("crate::") {
        let rest = &source[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut part = String::new();
        for c in list.chars() {
            match c {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => found.push(word(std::mem::take(&mut part).trim_start())),
                _ => {}
            }
            if depth == 0 && c != ',' {
                part.push(c);
            }
        }
        found.push(word(part.trim_start()));
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn lists_of_imports_are_read_whole() {
    assert_eq!(imports("use crate::{a, b::{c, d},\n e}; crate::f::g()"), ["a", "b", "e", "f"]);
}

#[test]
fn outside_crates_have_one_user_each() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let owners = [
        ("serde_yaml::", "yaml.rs"),
        ("reqwest::", "http"),
        ("feed_rs::", "feed/parse"),
        ("tera::", "template"),
        ("pulldown_cmark::", "markdown"),
        ("indicatif::ProgressStyle", "progress.rs"),
        ("ratatui_core::", "cmd/desk"),
        ("crossterm::", "cmd/desk"),
    ];
    for entry in walkdir::WalkDir::new(&src).into_iter().filter_map(Result::ok).filter(|e| e.path().extension().is_some_and(|x| x == "rs"))
    {
        let path = entry.path().strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        if test_only(entry.path()) {
            continue;
        }
        // What stands at the foot of a file, its tests, may hold an outside reader against our writer.
        let text = fs::read_to_string(entry.path()).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for (name, owner) in owners {
            assert!(!text.contains(name) || path.starts_with(owner), "{path} uses {name}; only {owner} may");
        }
    }
}

/// Whether a file's parent declares it behind `#[cfg(test)]`.
fn test_only(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_str().unwrap();
    let folder = path.parent().unwrap();
    let parents = [folder.join("mod.rs"), folder.with_extension("rs"), folder.join("lib.rs")];
    parents.iter().filter_map(|parent| fs::read_to_string(parent).ok()).any(|text| {
        let mut lines = text.lines().map(str::trim);
        let mut before = "";
        lines.any(|line| {
            let found = before == "#[cfg(test)]" && (line == format!("mod {name};") || line == format!("pub mod {name};"));
            before = line;
            found
        })
    })
}
