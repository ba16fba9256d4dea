//! What is said of what is expected.

/// That a list is too large for anything to be expected of it.
pub fn too_large_to_expect() -> &'static str {
    "This list is too large to say beforehand what is expected of it: run it, and see."
}
