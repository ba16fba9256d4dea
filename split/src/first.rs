//! Writes what a page starts with: all but what was moved, and a stub for what is called of that.

use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, Module as Written,
    StartSection, TableSection, TableType, TypeSection, ValType,
};

use crate::module::Module;
use crate::moved::Moved;
use crate::renumber::Renumber;
use crate::{LOAD, Unfit};

/// The name of a memory, a table or a global for the later part; no name that the build gives begins with a digit.
pub fn shared_name(kind: &str, index: usize) -> String {
    format!("0{kind}{index}")
}

/// The kinds of what is shared.
pub const MEMORY: &str = "m";
pub const TABLE: &str = "t";
pub const GLOBAL: &str = "g";

/// Writes the first part.
pub fn write(module: &Module, moved: &Moved) -> Result<Vec<u8>, Unfit> {
    let first = First::of(module, moved);
    let mut written = Written::new();
    let Numbers { mut renumber, nothing, load, ensure } = first.numbers();

    let mut types = TypeSection::new();
    if let Some(section) = module.types.clone() {
        utils::parse_type_section(&mut renumber, &mut types, section)?;
    }
    types.ty().function([], []);
    written.section(&types);

    let mut imports = ImportSection::new();
    if let Some(section) = module.imports.clone() {
        utils::parse_import_section(&mut renumber, &mut imports, section)?;
    }
    imports.import(LOAD.0, LOAD.1, EntityType::Function(nothing));
    written.section(&imports);

    written.section(&first.functions(nothing));
    written.section(&first.tables(&mut renumber)?);
    written.section(&first.globals(&mut renumber)?);
    written.section(&first.exports(&mut renumber)?);
    if let Some(start) = module.start {
        written.section(&StartSection { function_index: renumber.function_index(start)? });
    }
    let mut elements = ElementSection::new();
    if let Some(section) = module.elements.clone() {
        utils::parse_element_section(&mut renumber, &mut elements, section)?;
    }
    written.section(&elements);
    if let Some(count) = module.data_count {
        written.section(&DataCountSection { count });
    }
    written.section(&first.code(&mut renumber, load, ensure)?);
    let mut data = DataSection::new();
    if let Some(section) = module.data.clone() {
        utils::parse_data_section(&mut renumber, &mut data, section)?;
    }
    written.section(&data);
    Ok(written.finish())
}

struct First<'a, 'm> {
    module: &'a Module<'m>,
    moved: &'a Moved,
}

/// The numbers of functions in the first part.
struct Numbers {
    renumber: Renumber,
    /// The type of a function that takes and gives nothing.
    nothing: u32,
    /// The import that has the later part loaded.
    load: u32,
    /// The function that has it loaded if it isn't there.
    ensure: u32,
}

impl<'a, 'm> First<'a, 'm> {
    fn of(module: &'a Module<'m>, moved: &'a Moved) -> Self {
        Self { module, moved }
    }

    /// The functions with code here, by their old numbers: all but those that were moved, and stubs.
    fn kept(&self) -> impl Iterator<Item = u32> + '_ {
        let all = (0..self.module.bodies.len()).map(|body| self.module.index_of(body));
        all.filter(|function| !self.moved.functions.contains(function) || self.moved.stubs.contains_key(function))
    }

    fn numbers(&self) -> Numbers {
        let load = self.module.imported_functions as u32;
        let mut numbers: Vec<Option<u32>> = (0..load).map(Some).collect();
        numbers.resize(self.module.signatures.len(), None);
        let mut next = load + 1;
        for function in self.kept() {
            numbers[function as usize] = Some(next);
            next += 1;
        }
        let nothing = self.module.func_types.len() as u32;
        Numbers { renumber: Renumber(numbers), nothing, load, ensure: next }
    }

    fn functions(&self, nothing: u32) -> FunctionSection {
        let mut functions = FunctionSection::new();
        for function in self.kept() {
            functions.function(self.module.signatures[function as usize]);
        }
        functions.function(nothing);
        functions
    }

    /// The tables as they were, with a place for each stub in that of functions.
    fn tables(&self, renumber: &mut Renumber) -> Result<TableSection, Unfit> {
        let mut tables = TableSection::new();
        let imported =
            self.module.table_types.len() - self.module.tables.as_ref().map_or(0, |section| section.count() as usize);
        for (index, table) in self.module.tables.clone().into_iter().flatten().enumerate() {
            let mut table: TableType = renumber.table_type(table?.ty)?;
            if imported + index == self.moved.table as usize {
                let more = self.moved.stubs.len() as u64;
                table.minimum += more;
                table.maximum = table.maximum.map(|most| most + more);
            }
            tables.table(table);
        }
        Ok(tables)
    }

    /// The globals as they were, and one that says whether the later part is there.
    fn globals(&self, renumber: &mut Renumber) -> Result<GlobalSection, Unfit> {
        let mut globals = GlobalSection::new();
        if let Some(section) = self.module.globals.clone() {
            utils::parse_global_section(renumber, &mut globals, section)?;
        }
        globals.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(0));
        Ok(globals)
    }

    fn exports(&self, renumber: &mut Renumber) -> Result<ExportSection, Unfit> {
        let mut exports = ExportSection::new();
        for export in &self.module.exports {
            utils::parse_export(renumber, &mut exports, *export)?;
        }
        exports.export(&shared_name(MEMORY, 0), ExportKind::Memory, 0);
        for index in 0..self.module.table_types.len() {
            exports.export(&shared_name(TABLE, index), ExportKind::Table, index as u32);
        }
        for index in 0..=self.module.global_types.len() {
            exports.export(&shared_name(GLOBAL, index), ExportKind::Global, index as u32);
        }
        let names = self.moved.exported();
        for function in &self.moved.needed {
            exports.export(&names[function], ExportKind::Func, renumber.function_index(*function)?);
        }
        Ok(exports)
    }

    fn code(&self, renumber: &mut Renumber, load: u32, ensure: u32) -> Result<CodeSection, Unfit> {
        let mut code = CodeSection::new();
        for function in self.kept() {
            if let Some(place) = self.moved.stubs.get(&function) {
                code.function(&self.stub(function, *place, ensure));
            } else {
                let body = function as usize - self.module.imported_functions;
                renumber.parse_function_body(&mut code, self.module.bodies[body].clone())?;
            }
        }
        let is_there = self.module.global_types.len() as u32;
        let mut function = Function::new([]);
        function.instructions().global_get(is_there).i32_eqz().if_(BlockType::Empty).call(load).end().end();
        code.function(&function);
        Ok(code)
    }

    /// Calls a function that was moved.
    fn stub(&self, function: u32, place: u32, ensure: u32) -> Function {
        let mut stub = Function::new([]);
        stub.instruction(&Instruction::Call(ensure));
        for parameter in 0..self.module.func_type(function).params().len() {
            stub.instruction(&Instruction::LocalGet(parameter as u32));
        }
        let type_index = self.module.signatures[function as usize];
        stub.instruction(&Instruction::I32Const(place.cast_signed()));
        stub.instruction(&Instruction::CallIndirect { type_index, table_index: self.moved.table });
        stub.instruction(&Instruction::End);
        stub
    }
}
