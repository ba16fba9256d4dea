//! Which functions are moved, and what is needed to reach them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use wasmparser::{ElementItems, ElementKind, ExternalKind, Operator};

use crate::Unfit;
use crate::module::Module;

/// A stub takes some bytes itself: what is hardly larger stays.
const LEAST_BYTES: usize = 40;

/// The functions of a module that are moved.
pub struct Moved {
    /// Their indices, in their order.
    pub functions: BTreeSet<u32>,
    /// Those that the first part names, and so keeps a stub of, each with its place in the table.
    pub stubs: BTreeMap<u32, u32>,
    /// Where else moved ones stand in the table already.
    pub places: Vec<(u32, u32)>,
    /// Functions of the first part that moved ones name, in their order.
    pub needed: BTreeSet<u32>,
    /// The table that functions are called through.
    pub table: u32,
}

impl Moved {
    /// Decides it by the names of functions.
    ///
    /// # Errors
    /// If the module has no names, or isn't of the kind that is compiled from Rust.
    pub fn of(module: &Module, is_later: impl Fn(&str) -> bool) -> Result<Self, Unfit> {
        if module.names.is_empty() {
            return Err(Unfit("it has no names of functions".to_owned()));
        }
        let uses = (0..module.bodies.len()).map(|body| module.uses(body)).collect::<Result<Vec<_>, _>>()?;
        let mut functions = BTreeSet::new();
        for (body, used) in uses.iter().enumerate() {
            let index = module.index_of(body);
            let is_large = module.bodies[body].range().len() >= LEAST_BYTES;
            let is_free = !used.has_segments && module.start != Some(index);
            if is_large && is_free && module.names.get(&index).is_some_and(|name| is_later(name)) {
                functions.insert(index);
            }
        }

        let table = module.function_table()?;
        let filled = filled(module, table)?;
        let mut named: BTreeSet<u32> = filled.iter().map(|(_, function)| *function).collect();
        named.extend(
            module.exports.iter().filter(|export| export.kind == ExternalKind::Func).map(|export| export.index),
        );
        let mut needed = BTreeSet::new();
        for (body, used) in uses.iter().enumerate() {
            if functions.contains(&module.index_of(body)) {
                needed.extend(used.functions.iter().filter(|function| !functions.contains(function)));
            } else {
                named.extend(&used.functions);
            }
        }
        let first_free = module.table_types[table as usize].initial as u32;
        let stubs =
            named.intersection(&functions).zip(first_free..).map(|(function, place)| (*function, place)).collect();
        let places = filled.into_iter().filter(|(_, function)| functions.contains(function)).collect();
        Ok(Self { functions, stubs, places, needed, table })
    }

    /// The names under which the first part exports the functions that the later part needs.
    pub fn exported(&self) -> HashMap<u32, String> {
        self.needed.iter().enumerate().map(|(at, function)| (*function, at.to_string())).collect()
    }
}

/// What stands in the table: places and functions.
fn filled(module: &Module, table: u32) -> Result<Vec<(u32, u32)>, Unfit> {
    let mut filled = Vec::new();
    for element in module.elements.clone().into_iter().flatten() {
        let element = element?;
        let ElementKind::Active { table_index, offset_expr } = element.kind else {
            return Err(Unfit("it has functions that are put into the table by code".to_owned()));
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Err(Unfit("where its functions stand in the table isn't known".to_owned()));
        };
        if table_index.unwrap_or(0) != table {
            continue;
        }
        let ElementItems::Functions(functions) = element.items else {
            return Err(Unfit("its table is filled by expressions".to_owned()));
        };
        for (place, function) in (value.cast_unsigned()..).zip(functions) {
            filled.push((place, function?));
        }
    }
    Ok(filled)
}
