//! Has each function of a module say that it runs, for whoever looks which ones a page needs first.

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, EntityType, ImportSection, Instruction, Module as Written, TypeSection, ValType};
use wasmparser::{FunctionBody, ImportSectionReader, Parser, TypeSectionReader};

use crate::module::Module;
use crate::{LOAD, Unfit};

/// The import that is called with the number of a function each time it begins, by module and name.
pub const RAN: (&str, &str) = (LOAD.0, "ran");

/// The same module with functions that tell that they run; and of each its size in bytes, a tabulator and its name.
///
/// # Errors
/// If it isn't a module of the kind that is compiled from Rust.
pub fn mark(bytes: &[u8]) -> Result<(Vec<u8>, Vec<String>), Unfit> {
    let module = Module::read(bytes)?;
    let mut written = Written::new();
    let types = module.func_types.len() as u32;
    let mut marker = Marker { imported: module.imported_functions as u32, types, next: 0 };
    marker.parse_core_module(&mut written, Parser::new(0), bytes)?;
    let told = module.bodies.iter().zip(0..).map(|(body, at)| {
        let name = module.names.get(&module.index_of(at)).copied().unwrap_or_default();
        format!("{}\t{name}", body.range().len())
    });
    Ok((written.finish(), told.collect()))
}

/// Writes a module again with one more import, behind those that it has.
struct Marker {
    imported: u32,
    types: u32,
    /// The number of the next function.
    next: i32,
}

impl Reencode for Marker {
    type Error = Unfit;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Unfit>> {
        Ok(function + u32::from(function >= self.imported))
    }

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader) -> Result<(), Error<Unfit>> {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([ValType::I32], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader,
    ) -> Result<(), Error<Unfit>> {
        utils::parse_import_section(self, imports, section)?;
        imports.import(RAN.0, RAN.1, EntityType::Function(self.types));
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody) -> Result<(), Error<Unfit>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        function.instruction(&Instruction::I32Const(self.next)).instruction(&Instruction::Call(self.imported));
        self.next += 1;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&self.parse_instruction(&mut reader)?);
        }
        code.function(&function);
        Ok(())
    }
}
