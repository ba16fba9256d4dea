//! The thin binary that Trunk bundles; everything is in the library.

fn main() {
    interleave::start();
}
