//! Tells cargo which folders travel in the program: a file that is added there must be embedded at the next build.

fn main() {
    for folder in ["themes", "templates", "src/cmd/demo", "src/cmd/scaffold"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    println!("cargo:rerun-if-changed=src/build.rs");
}
