//! Packs a module for the build: `pack MODULE PACKED`.

use std::{env, fs, process::ExitCode};

use interleave_pack::pack;

fn main() -> ExitCode {
    let files: Vec<String> = env::args().skip(1).collect();
    let [module, packed] = files.as_slice() else {
        eprintln!("usage: pack MODULE PACKED");
        return ExitCode::FAILURE;
    };
    let written = fs::read(module).map_err(|error| error.to_string()).and_then(|bytes| {
        let bytes = pack(&bytes).map_err(|_| "it is none that can be packed".to_owned())?;
        fs::write(packed, bytes).map_err(|error| error.to_string())
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {module} is not packed: {why}");
            ExitCode::FAILURE
        }
    }
}
