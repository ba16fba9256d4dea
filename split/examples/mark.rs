//! `mark MODULE MARKED NAMES`: a module that tells which of its functions run, and a file of their sizes and names.

use std::{error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, marked, names] = arguments.as_slice() else { return Err("usage: mark MODULE MARKED NAMES".into()) };
    let (bytes, told) = interleave_split::mark(&fs::read(module)?)?;
    fs::write(marked, bytes)?;
    fs::write(names, told.join("\n"))?;
    Ok(())
}
