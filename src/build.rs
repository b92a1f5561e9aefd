//! Tells cargo which folders travel in the program: a file that is added there must be embedded at the next build. And gives the program
//! a mark of what it was made of, so that it never believes what another one kept.

use std::{
    collections::BTreeSet,
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    for folder in ["themes", "templates", "src"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    println!("cargo:rerun-if-changed=Cargo.lock");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = BTreeSet::new();
    for folder in ["themes", "templates", "src"] {
        list(&root.join(folder), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(&root).unwrap_or(&file).hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
    }
    // Packaged crates may come without it; then cargo chooses versions anew.
    fs::read(root.join("Cargo.lock")).unwrap_or_default().hash(&mut hasher);
    println!("cargo:rustc-env=TAKEFIVE_EDITION={}-{:016x}", env::var("CARGO_PKG_VERSION").unwrap_or_default(), hasher.finish());
    Ok(())
}

fn list(folder: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), files)?;
        } else {
            files.insert(entry.path());
        }
    }
    Ok(())
}
