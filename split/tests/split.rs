//! Parts that were one module: each is sound by itself, and together they are all of it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use interleave_split::{Choice, FIRST, LOAD, Parts, mark, split};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    ImportSection, IndirectNameMap, MemoryType, Module, NameMap, NameSection, RefType, TableSection, TableType,
    TypeSection, ValType,
};
use wasmparser::{Operator, Parser, Payload, Validator};

/// What the functions of the module are called, in their order.
const NAMES: [&str; 4] = ["app::start", "app::run", "app::run::inner", "app::tiny"];

/// A module with an imported function and memory, a table, and four functions: the first calls the second, which calls the
/// third, which calls the import and the fourth. The second stands in the table.
fn module() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32, ValType::I32], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("page", "draw", EntityType::Function(0));
    imports.import(
        "page",
        "memory",
        MemoryType { minimum: 1, maximum: Some(2), memory64: false, shared: true, page_size_log2: None },
    );
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    // So much is added that moving it is worth while.
    for (adds, calls) in [(20, Some(2)), (20, Some(3)), (20, Some(4)), (1, None)] {
        functions.function(0);
        let mut function = Function::new([]);
        let mut instructions = function.instructions();
        for _ in 0..adds {
            instructions.local_get(0).local_get(1).i32_add().local_set(0);
        }
        instructions.local_get(0).local_get(1);
        if let Some(called) = calls {
            instructions.call(called).local_get(1).call(0);
        } else {
            instructions.i32_add();
        }
        instructions.end();
        code.function(&function);
    }
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        minimum: 2,
        maximum: Some(2),
        table64: false,
        shared: false,
    });
    let mut exports = ExportSection::new();
    exports.export("start", ExportKind::Func, 1);
    let mut elements = ElementSection::new();
    elements.active(Some(0), &ConstExpr::i32_const(1), Elements::Functions(vec![2].into()));
    let mut names = NameSection::new();
    let mut functions_named = NameMap::new();
    for (index, name) in (1..).zip(NAMES) {
        functions_named.append(index, name);
    }
    names.functions(&functions_named);
    names.locals(&IndirectNameMap::new());
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&exports).section(&elements);
    module.section(&code).section(&names);
    module.finish()
}

fn parts(names: &str) -> Parts {
    let choice = Choice::of(names);
    split(&module(), |name| choice.is_later(name)).unwrap()
}

fn validate(bytes: &[u8]) {
    Validator::new_with_features(wasmparser::WasmFeatures::all()).validate_all(bytes).unwrap();
}

/// How many functions have code of their own, and how many of them add anything.
fn bodies(bytes: &[u8]) -> (usize, usize) {
    let bodies = Parser::new(0).parse_all(bytes).filter_map(|payload| match payload.unwrap() {
        Payload::CodeSectionEntry(body) => Some(body),
        _ => None,
    });
    let adds = bodies.map(|body| {
        body.get_operators_reader().unwrap().into_iter().any(|one| matches!(one.unwrap(), Operator::I32Add))
    });
    let adds: Vec<bool> = adds.collect();
    (adds.len(), adds.iter().filter(|adds| **adds).count())
}

/// What a part imports and exports, by names.
fn named(bytes: &[u8]) -> (Vec<(String, String)>, Vec<String>) {
    let (mut imported, mut exported) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.unwrap() {
            Payload::ImportSection(section) => {
                let all = section.into_imports().map(Result::unwrap);
                imported.extend(all.map(|import| (import.module.to_owned(), import.name.to_owned())));
            }
            Payload::ExportSection(section) => {
                exported.extend(section.into_iter().map(|export| export.unwrap().name.to_owned()));
            }
            _ => {}
        }
    }
    (imported, exported)
}

#[test]
fn each_part_is_a_module_and_every_function_has_its_code_in_one_of_them() {
    validate(&module());
    for (names, moved) in [("app::run", 2), ("app::run\n!inner", 1), ("app::start", 1), ("# all\napp", 3)] {
        let parts = parts(names);
        validate(&parts.first);
        validate(&parts.later);
        assert_eq!((parts.moved, parts.functions), (moved, NAMES.len()), "{names}");
        let (first, later) = (bodies(&parts.first), bodies(&parts.later));
        assert_eq!(first.1 + later.1, NAMES.len(), "{names}");
        assert_eq!(later, (moved + 1, moved), "{names}: those that were moved, and one that says that it is there");
    }
}

#[test]
fn the_later_part_imports_nothing_that_the_first_does_not_export() {
    let parts = parts("app::run");
    let (asked, given) = named(&parts.first);
    assert_eq!(asked.last().unwrap(), &(LOAD.0.to_owned(), LOAD.1.to_owned()));
    assert_eq!(given[0], "start");
    let (needed, _) = named(&parts.later);
    assert!(needed.iter().all(|(from, name)| from == FIRST && given.contains(name)), "{needed:?} of {given:?}");
    // Nobody outside calls what only moved functions call: it leaves no stub.
    assert_eq!(bodies(&parts.first).0, 4, "start, a stub, tiny, and what has the rest loaded");
}

#[test]
fn names_are_told_by_their_parts_and_the_last_that_speaks_of_one_decides() {
    let choice = Choice::of("# what runs\napp::run\n!app::run::first\n\n<app::Run as\n");
    for (name, is_later) in [
        ("app[621b899e6254afd]::run::inner", true),
        ("app[621b899e6254afd]::run::first", false),
        ("<app[621b899e6254afd]::Run as core[a1b2c3d4e5f60718]::fmt::Display>::fmt", true),
        ("<[u8] as app::Runs>::of[", false),
        ("# what runs", false),
    ] {
        assert_eq!(choice.is_later(name), is_later, "{name}");
    }
}

#[test]
fn what_is_hardly_larger_than_a_stub_stays() {
    assert_eq!(parts("tiny").moved, 0);
}

#[test]
fn what_is_no_module_is_refused() {
    for bytes in [&b"not a module"[..], &module()[..60]] {
        assert!(split(bytes, |_| true).is_err());
    }
}

#[test]
fn functions_tell_that_they_run() {
    let (marked, names) = mark(&module()).unwrap();
    validate(&marked);
    assert!(names[0].ends_with("\tapp::start"), "{names:?}");
}
