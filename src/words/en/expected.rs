//! What is said of what is expected.

/// That what is shown is one order of many.
pub fn one_order() -> &'static str {
    "Expected: one order of many. Only whose turn comes when is told, not how long it takes."
}

/// That a list is too large for anything to be expected of it.
pub fn too_large_to_expect() -> &'static str {
    "This list is too large to say beforehand what is expected of it: run it, and see."
}
