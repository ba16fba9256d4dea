//! A module as it is read: its sections, and what is known of its functions.

use std::collections::HashMap;

use wasmparser::{
    DataSectionReader, ElementSectionReader, Export, FuncType, FunctionBody, GlobalSectionReader, ImportSectionReader,
    KnownCustom, Name, NameSectionReader, Operator, Parser, Payload, TableSectionReader, TableType, TypeRef,
    TypeSectionReader,
};

use crate::Unfit;

/// A module, read once. A section that it hasn't is `None`.
#[derive(Default)]
pub struct Module<'m> {
    pub types: Option<TypeSectionReader<'m>>,
    pub imports: Option<ImportSectionReader<'m>>,
    pub tables: Option<TableSectionReader<'m>>,
    pub globals: Option<GlobalSectionReader<'m>>,
    pub elements: Option<ElementSectionReader<'m>>,
    pub data: Option<DataSectionReader<'m>>,
    pub data_count: Option<u32>,
    pub start: Option<u32>,
    pub exports: Vec<Export<'m>>,
    pub func_types: Vec<FuncType>,
    /// The type of each function, imported ones first.
    pub signatures: Vec<u32>,
    pub imported_functions: usize,
    /// What its one memory is; `None` if it makes its own.
    pub memory: Option<wasmparser::MemoryType>,
    pub table_types: Vec<TableType>,
    pub global_types: Vec<wasmparser::GlobalType>,
    /// The code of each function that isn't imported.
    pub bodies: Vec<FunctionBody<'m>>,
    /// The names of functions that have one.
    pub names: HashMap<u32, &'m str>,
}

/// What a function's code does that matters for where it may stand.
#[derive(Debug, Default)]
pub struct Uses {
    /// The functions it names.
    pub functions: Vec<u32>,
    /// Whether it names segments of data or of functions, which stay where they are.
    pub has_segments: bool,
}

impl<'m> Module<'m> {
    /// Reads all of it.
    ///
    /// # Errors
    /// If it isn't a module of the kind that is compiled from Rust.
    pub fn read(bytes: &'m [u8]) -> Result<Self, Unfit> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            module.take(payload?)?;
        }
        Ok(module)
    }

    fn take(&mut self, payload: Payload<'m>) -> Result<(), Unfit> {
        match payload {
            Payload::TypeSection(section) => {
                for one in section.clone().into_iter_err_on_gc_types() {
                    self.func_types.push(one?);
                }
                self.types = Some(section);
            }
            Payload::ImportSection(section) => self.take_imports(section)?,
            Payload::FunctionSection(section) => {
                for signature in section {
                    self.signatures.push(signature?);
                }
            }
            Payload::TableSection(section) => {
                for table in section.clone() {
                    self.table_types.push(table?.ty);
                }
                self.tables = Some(section);
            }
            Payload::GlobalSection(section) => {
                for global in section.clone() {
                    self.global_types.push(global?.ty);
                }
                self.globals = Some(section);
            }
            Payload::ExportSection(section) => {
                for export in section {
                    self.exports.push(export?);
                }
            }
            Payload::ElementSection(section) => self.elements = Some(section),
            Payload::DataSection(section) => self.data = Some(section),
            Payload::DataCountSection { count, .. } => self.data_count = Some(count),
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    self.take_names(names)?;
                }
            }
            Payload::MemorySection(_) | Payload::TagSection(_) => {
                return Err(Unfit("it makes a memory of its own, or has tags".to_owned()));
            }
            _ => {}
        }
        Ok(())
    }

    fn take_imports(&mut self, section: ImportSectionReader<'m>) -> Result<(), Unfit> {
        for import in section.clone().into_imports() {
            match import?.ty {
                TypeRef::Func(signature) | TypeRef::FuncExact(signature) => self.signatures.push(signature),
                TypeRef::Memory(memory) => self.memory = Some(memory),
                TypeRef::Table(table) => self.table_types.push(table),
                TypeRef::Global(global) => self.global_types.push(global),
                TypeRef::Tag(_) => return Err(Unfit("it imports a tag".to_owned())),
            }
        }
        self.imported_functions = self.signatures.len();
        self.imports = Some(section);
        Ok(())
    }

    fn take_names(&mut self, names: NameSectionReader<'m>) -> Result<(), Unfit> {
        for name in names {
            if let Name::Function(functions) = name? {
                for naming in functions {
                    let naming = naming?;
                    self.names.insert(naming.index, naming.name);
                }
            }
        }
        Ok(())
    }

    /// The index of a function that isn't imported.
    pub fn index_of(&self, body: usize) -> u32 {
        (self.imported_functions + body) as u32
    }

    /// What a function takes and gives.
    pub fn func_type(&self, function: u32) -> &FuncType {
        &self.func_types[self.signatures[function as usize] as usize]
    }

    /// What a function's code does.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn uses(&self, body: usize) -> Result<Uses, Unfit> {
        let mut uses = Uses::default();
        for operator in self.bodies[body].get_operators_reader()? {
            match operator? {
                Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index } => uses.functions.push(function_index),
                Operator::MemoryInit { .. }
                | Operator::DataDrop { .. }
                | Operator::TableInit { .. }
                | Operator::ElemDrop { .. } => uses.has_segments = true,
                _ => {}
            }
        }
        Ok(uses)
    }

    /// The table that functions are called through.
    ///
    /// # Errors
    /// If there is none.
    pub fn function_table(&self) -> Result<u32, Unfit> {
        let at = self.table_types.iter().position(|table| table.element_type.is_func_ref());
        at.map(|at| at as u32).ok_or_else(|| Unfit("there is no table of functions".to_owned()))
    }
}
