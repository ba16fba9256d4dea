//! Parts a module: `split MODULE NAMES FIRST LATER`. Each line of the file NAMES is what the name of a function has to
//! contain for it to be moved to the later part; with a `!` in front, it stays.

use std::error::Error;
use std::fs;

use interleave_split::{Choice, split};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, names, first, later] = arguments.as_slice() else {
        return Err("usage: split MODULE NAMES FIRST LATER".into());
    };
    let names = fs::read_to_string(names)?;
    let choice = Choice::of(&names);
    let parts = split(&fs::read(module)?, |name| choice.is_later(name))?;
    if parts.moved == 0 {
        return Err("no function has a name that is to be moved".into());
    }
    fs::write(first, parts.first)?;
    fs::write(later, parts.later)?;
    Ok(())
}
