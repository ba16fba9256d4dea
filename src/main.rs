//! The thin binary that Trunk bundles; everything is in the library.

interleave::worker_main!(interleave::browser::work);

fn main() {
    interleave::start();
}
