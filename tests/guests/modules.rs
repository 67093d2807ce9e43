//! Further core modules inside the built-in plugin. They are instantiated before anything of it is called.

use wasmparser::{Parser, Payload, Validator};

use super::code::PACING;
use crate::wasm::{self, SHERWEB, constant, leb, name, section};

/// A core module with memories; each is its kind and its size in pages.
pub(crate) fn memories(memories: &[(u8, usize)]) -> Vec<u8> {
    let limits = |(kind, pages): &(u8, usize)| {
        // A kind with the lowest bit set has a largest size too.
        let largest = if kind & 1 == 1 {
            leb(*pages)
        } else {
            Vec::new()
        };
        [vec![*kind], leb(*pages), largest].concat()
    };
    let content = [
        leb(memories.len()),
        memories.iter().flat_map(limits).collect(),
    ]
    .concat();
    [wasm::core_module(), section(5, &content)].concat()
}

/// A core module with a table of so many references to functions.
pub(crate) fn table(elements: usize) -> Vec<u8> {
    let content = [vec![1, 0x70, 0], leb(elements)].concat();
    [wasm::core_module(), section(4, &content)].concat()
}

/// A core module that runs this code when it is instantiated. It imports one function, which takes a
/// number and returns nothing.
pub(crate) fn starting(code: &[u8]) -> Vec<u8> {
    let body = [&[0][..], code, &[0x0b]].concat();
    [
        wasm::core_module(),
        // The types (i32) -> () and () -> ().
        section(1, &[2, 0x60, 1, 0x7f, 0, 0x60, 0, 0]),
        section(
            2,
            &[leb(1), name("host"), name("acquire"), vec![0, 0]].concat(),
        ),
        section(3, &[1, 1]),
        section(8, &[1]),
        section(10, &[leb(1), leb(body.len()), body].concat()),
    ]
    .concat()
}

/// The instructions with which a [`starting`] module draws units of the pace.
pub(crate) fn acquire(cost: usize) -> Vec<u8> {
    [constant(cost), wasm::call(0)].concat()
}

/// The built-in plugin with a core module that needs nothing, instantiated so many times.
pub(crate) fn with_module(module: &[u8], times: usize) -> Vec<u8> {
    let counts = Counts::of(SHERWEB);
    let instance = [vec![0], leb(counts.modules), vec![0]].concat();
    let instances = [leb(times), instance.repeat(times)].concat();
    [SHERWEB, &section(1, module), &section(2, &instances)].concat()
}

/// The built-in plugin with a [`starting`] module.
pub(crate) fn with_start(code: &[u8]) -> Vec<u8> {
    let counts = Counts::of(SHERWEB);
    // The function of the imported interface, and what a core module may call of it.
    let alias = [vec![1, 1, 0], leb(counts.pacing), name("acquire")].concat();
    let lowered = [vec![1, 1, 0], leb(counts.functions), vec![0]].concat();
    let exports = [
        vec![1, 1, 1],
        name("acquire"),
        vec![0],
        leb(counts.core_functions),
    ]
    .concat();
    let argument = [
        vec![1],
        name("host"),
        vec![0x12],
        leb(counts.core_instances),
    ]
    .concat();
    let instance = [vec![1, 0], leb(counts.modules), argument].concat();
    [
        SHERWEB,
        &section(1, &starting(code)),
        &section(6, &alias),
        &section(8, &lowered),
        &section(2, &exports),
        &section(2, &instance),
    ]
    .concat()
}

/// How many of everything there are already: what is added gets the next index.
struct Counts {
    modules: usize,
    functions: usize,
    core_functions: usize,
    core_instances: usize,
    /// The index of the imported interface for the pace.
    pacing: usize,
}

impl Counts {
    fn of(component: &[u8]) -> Self {
        let types = Validator::new().validate_all(component).unwrap();
        let types = types.as_ref();
        let count = |count: u32| usize::try_from(count).unwrap();
        Self {
            modules: count(types.module_count()),
            functions: count(types.component_function_count()),
            core_functions: count(types.function_count()),
            core_instances: count(types.core_instance_count()),
            pacing: imports(component)
                .iter()
                .position(|import| import == PACING)
                .unwrap(),
        }
    }
}

/// The names of what a component imports, all of them instances.
fn imports(component: &[u8]) -> Vec<String> {
    let mut depth = 0;
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        match payload.unwrap() {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 1 => {
                names.extend(
                    section
                        .into_iter()
                        .map(|import| import.unwrap().name.name.to_owned()),
                );
            }
            _ => {}
        }
    }
    names
}
