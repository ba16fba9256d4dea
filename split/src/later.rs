//! Writes what comes after the first part: what was moved, which puts itself into the table that both share.

use std::borrow::Cow;

use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, Function, FunctionSection, GlobalType, ImportSection,
    Module as Written, StartSection, TypeSection, ValType,
};

use crate::first::{GLOBAL, MEMORY, TABLE, shared_name};
use crate::module::Module;
use crate::moved::Moved;
use crate::renumber::Renumber;
use crate::{FIRST, Unfit};

/// Writes the later part.
pub fn write(module: &Module, moved: &Moved) -> Result<Vec<u8>, Unfit> {
    let mut numbers = vec![None; module.signatures.len()];
    for (index, function) in moved.needed.iter().chain(&moved.functions).enumerate() {
        numbers[*function as usize] = Some(index as u32);
    }
    let mut renumber = Renumber(numbers);
    let mut written = Written::new();

    let mut types = TypeSection::new();
    if let Some(section) = module.types.clone() {
        utils::parse_type_section(&mut renumber, &mut types, section)?;
    }
    let nothing = module.func_types.len() as u32;
    types.ty().function([], []);
    written.section(&types);
    written.section(&imports(module, moved, &mut renumber)?);

    let mut functions = FunctionSection::new();
    for function in &moved.functions {
        functions.function(module.signatures[*function as usize]);
    }
    functions.function(nothing);
    written.section(&functions);
    written.section(&StartSection { function_index: (moved.needed.len() + moved.functions.len()) as u32 });
    written.section(&elements(moved, &mut renumber)?);

    let mut code = CodeSection::new();
    for function in &moved.functions {
        let body = *function as usize - module.imported_functions;
        renumber.parse_function_body(&mut code, module.bodies[body].clone())?;
    }
    let mut start = Function::new([]);
    start.instructions().i32_const(1).global_set(module.global_types.len() as u32).end();
    code.function(&start);
    written.section(&code);
    Ok(written.finish())
}

/// All that is shared, in the order in which the first part has it, so that nothing else changes its number.
fn imports(module: &Module, moved: &Moved, renumber: &mut Renumber) -> Result<ImportSection, Unfit> {
    let mut imports = ImportSection::new();
    let names = moved.exported();
    for function in &moved.needed {
        imports.import(FIRST, &names[function], EntityType::Function(module.signatures[*function as usize]));
    }
    let memory = module.memory.ok_or_else(|| Unfit("it imports no memory".to_owned()))?;
    imports.import(FIRST, &shared_name(MEMORY, 0), renumber.memory_type(memory)?);
    for (index, table) in module.table_types.iter().enumerate() {
        let mut table = renumber.table_type(*table)?;
        if index == moved.table as usize {
            let more = moved.stubs.len() as u64;
            table.minimum += more;
            table.maximum = table.maximum.map(|most| most + more);
        }
        imports.import(FIRST, &shared_name(TABLE, index), table);
    }
    for (index, global) in module.global_types.iter().enumerate() {
        imports.import(FIRST, &shared_name(GLOBAL, index), renumber.global_type(*global)?);
    }
    let is_there = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    imports.import(FIRST, &shared_name(GLOBAL, module.global_types.len()), is_there);
    Ok(imports)
}

/// What was moved is put where stubs call it, and in the place of the stubs that stand in the table themselves.
fn elements(moved: &Moved, renumber: &mut Renumber) -> Result<ElementSection, Unfit> {
    let mut elements = ElementSection::new();
    let mut places = moved.places.clone();
    places.extend(moved.stubs.iter().map(|(function, place)| (*place, *function)));
    places.sort_unstable();
    for run in places.chunk_by(|one, next| one.0 + 1 == next.0) {
        let functions =
            run.iter().map(|(_, function)| renumber.function_index(*function)).collect::<Result<Vec<_>, _>>()?;
        let offset = ConstExpr::i32_const(run[0].0.cast_signed());
        elements.active(Some(moved.table), &offset, Elements::Functions(Cow::Owned(functions)));
    }
    Ok(elements)
}
