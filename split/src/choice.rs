//! Which functions come later, told by parts of their names.

/// A list of parts of names, one a line.
#[derive(Debug)]
pub struct Choice<'t>(Vec<(&'t str, bool)>);

impl<'t> Choice<'t> {
    /// Reads it. Blank lines, and such as begin with `#`, say nothing.
    pub fn of(text: &'t str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self(lines.map(|line| line.strip_prefix('!').map_or((line, true), |part| (part, false))).collect())
    }

    /// Whether a function of this name comes later: what the last line says that speaks of it.
    pub fn is_later(&self, name: &str) -> bool {
        let name = without_hashes(name);
        self.0.iter().rev().find(|(part, _)| name.contains(part)).is_some_and(|(_, is_later)| *is_later)
    }
}

/// A name without the hashes of crates, which change with every compiler: `core[621b899e6254afd]::fmt` is `core::fmt`.
fn without_hashes(name: &str) -> String {
    let mut rest = name;
    let mut plain = String::with_capacity(name.len());
    while let Some((before, behind)) = rest.split_once('[') {
        plain.push_str(before);
        rest = match behind.split_once(']') {
            Some((hash, behind)) if hash.len() > 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => behind,
            _ => {
                plain.push('[');
                behind
            }
        };
    }
    plain + rest
}
