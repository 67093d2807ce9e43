//! Files that a plugins folder may hold, made byte by byte, and plugins whose code turned hostile.
//!
//! A hostile plugin is the built-in one with the body of one of its exported functions replaced: it
//! passes every check that does not run it. (The WebAssembly binary format is a preamble of eight bytes
//! and sections of an id, a length and a content, for components and core modules alike.)

use std::ops::Range;

use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

/// The built-in plugin that the others are made from.
pub(crate) const SHERWEB: &[u8] = seatwise_builtin_plugins::SHERWEB;

/// The plugin's export that says which datasets it has: no parameters, a pointer as its result.
pub(crate) const DATASETS: &str = "seatwise:connector/connector@0.1.0#datasets";
/// The plugin's export that logs in: its result is a pointer.
pub(crate) const CHECK: &str = "seatwise:connector/connector@0.1.0#check";
/// The plugin's export that reads a page: its result is a pointer.
pub(crate) const READ: &str = "seatwise:connector/connector@0.1.0#read";

const COMPONENT: &[u8; 8] = b"\0asm\x0d\0\x01\0";
const MODULE: &[u8; 8] = b"\0asm\x01\0\0\0";
const CODE: u8 = 10;

/// An address that a plugin without code of its own does not use.
const SPARE_MEMORY: usize = 65_536;

/// The instruction that traps.
pub(crate) const UNREACHABLE: [u8; 1] = [0x00];

/// A component of these sections.
pub(crate) fn component(sections: &[Vec<u8>]) -> Vec<u8> {
    [COMPONENT.as_slice(), &sections.concat()].concat()
}

/// An empty core module.
pub(crate) fn core_module() -> Vec<u8> {
    MODULE.to_vec()
}

/// The custom section of a manifest.
pub(crate) fn manifest(text: &str) -> Vec<u8> {
    section(
        0,
        &[name("seatwise:manifest"), text.as_bytes().to_vec()].concat(),
    )
}

/// A small manifest for a vendor of its own.
pub(crate) fn small_manifest(vendor: &str) -> String {
    format!(
        "contract = \"0.1.0\"\nvendor = \"{vendor}\"\nname = \"Acme\"\nversion = \"1.2.3\"\n\
         [[origins]]\nname = \"api\"\nurl = \"https://api.acme.example\"\n"
    )
}

/// The sections that import an instance of that name which exports nothing.
pub(crate) fn import(instance: &str) -> Vec<u8> {
    // An instance type without declarations, and an import of it.
    let types = section(7, &[1, 0x42, 0]);
    let imports = [&[1, 0][..], &name(instance), &[5, 0]].concat();
    [types, section(10, &imports)].concat()
}

/// The built-in plugin with a text replaced by another one of the same length.
pub(crate) fn patched(from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = SHERWEB.to_vec();
    let places = find_all(&bytes, from.as_bytes());
    assert!(!places.is_empty(), "{from:?} is not in the plugin");
    for place in places {
        bytes[place..place + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

/// The built-in plugin with other code in one exported function and none in the others. `code` is its
/// instructions without the final `end`; it has no locals but its parameters.
pub(crate) fn hostile(export: &str, code: &[u8]) -> Vec<u8> {
    changed(SHERWEB, &[(export, code)], true)
}

/// As [`hostile`], with other code in several functions.
pub(crate) fn hostile_in(code: &[(&str, &[u8])]) -> Vec<u8> {
    changed(SHERWEB, code, true)
}

/// The built-in plugin with other code in one exported function; everything else works.
pub(crate) fn infected(export: &str, code: &[u8]) -> Vec<u8> {
    changed(SHERWEB, &[(export, code)], false)
}

/// A plugin with other code in several exported functions; everything else works.
pub(crate) fn infected_in(plugin: &[u8], code: &[(&str, &[u8])]) -> Vec<u8> {
    changed(plugin, code, false)
}

fn changed(plugin: &[u8], code: &[(&str, &[u8])], hollow: bool) -> Vec<u8> {
    let mut bytes = COMPONENT.to_vec();
    let mut replaced = 0;
    for (id, content) in sections(plugin) {
        let content = &plugin[content];
        let module = if id == 1 {
            changed_module(content, code, hollow)
        } else {
            None
        };
        replaced += usize::from(module.is_some());
        bytes.extend(section(id, module.as_deref().unwrap_or(content)));
    }
    assert_eq!(replaced, 1, "{code:?} is not exported by one core module");
    bytes
}

/// The index of a function that the plugin imports.
pub(crate) fn imported(module: &str, field: &str) -> u32 {
    let wanted = (module.to_owned(), field.to_owned());
    let place = core().imports.iter().position(|import| *import == wanted);
    u32::try_from(place.unwrap_or_else(|| panic!("the plugin does not import {module} {field}")))
        .unwrap()
}

/// The index of a function that the plugin exports.
pub(crate) fn exported(field: &str) -> u32 {
    core()
        .export(field)
        .unwrap_or_else(|| panic!("the plugin does not export {field}"))
}

/// The core module that holds the plugin's code.
fn core() -> Core {
    let modules = sections(SHERWEB).into_iter().filter(|(id, _)| *id == 1);
    modules
        .map(|(_, content)| Core::read(&SHERWEB[content]))
        .find(|core| core.export(READ).is_some())
        .unwrap()
}

/// A number in LEB128, as the format writes counts and indexes.
pub(crate) fn leb(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// The instruction that pushes a number below 2^31.
pub(crate) fn constant(value: usize) -> Vec<u8> {
    // Signed LEB128: a further byte where the sign bit would be read as a sign.
    let mut bytes = leb(value);
    if bytes.last().is_some_and(|last| last & 0x40 != 0) {
        if let Some(last) = bytes.last_mut() {
            *last |= 0x80;
        }
        bytes.push(0);
    }
    [vec![0x41], bytes].concat()
}

/// The instruction that calls a function.
pub(crate) fn call(function: u32) -> Vec<u8> {
    [vec![0x10], leb(function as usize)].concat()
}

/// The instructions that write a text into the memory.
pub(crate) fn store(address: usize, text: &str) -> Vec<u8> {
    store_bytes(address, text.as_bytes())
}

/// The instructions that write bytes into the memory.
pub(crate) fn store_bytes(address: usize, bytes: &[u8]) -> Vec<u8> {
    let byte = |(at, byte): (usize, u8)| {
        [
            constant(address + at),
            constant(usize::from(byte)),
            vec![0x3a, 0, 0],
        ]
        .concat()
    };
    bytes.iter().copied().enumerate().flat_map(byte).collect()
}

/// The instructions that write a number into the memory.
pub(crate) fn store_number(address: usize, value: usize) -> Vec<u8> {
    [constant(address), constant(value), vec![0x36, 2, 0]].concat()
}

/// The instructions that ask for pages of memory of 64 KiB and trap when there are none to be had.
pub(crate) fn grow(pages: usize) -> Vec<u8> {
    [
        constant(pages),
        vec![0x40, 0x00, 0x41, 0x7f, 0x46, 0x04, 0x40, 0x00, 0x0b],
    ]
    .concat()
}

/// Instructions that are repeated for ever.
pub(crate) fn forever(code: &[u8]) -> Vec<u8> {
    [&[0x03, 0x40][..], code, &[0x0c, 0x00, 0x0b, 0x00]].concat()
}

pub(crate) fn name(text: &str) -> Vec<u8> {
    [leb(text.len()), text.as_bytes().to_vec()].concat()
}

pub(crate) fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [vec![id], leb(content.len()), content.to_vec()].concat()
}

/// The sections of a component or core module: id and place of the content.
fn sections(bytes: &[u8]) -> Vec<(u8, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 8;
    while at < bytes.len() {
        let id = bytes[at];
        let (length, start) = read_leb(bytes, at + 1);
        at = start + length;
        found.push((id, start..at));
    }
    found
}

fn read_leb(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let byte = bytes[at];
        at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return (value, at);
        }
    }
}

fn find_all(bytes: &[u8], wanted: &[u8]) -> Vec<usize> {
    bytes
        .windows(wanted.len())
        .enumerate()
        .filter(|(_, window)| *window == wanted)
        .map(|(at, _)| at)
        .collect()
}

/// What has to be known of a core module to change one of its functions.
#[derive(Default)]
struct Core {
    /// The imported functions, by module and field.
    imports: Vec<(String, String)>,
    /// The exported functions with their indexes.
    exports: Vec<(String, u32)>,
    /// The places of the function bodies.
    bodies: Vec<Range<usize>>,
}

impl Core {
    fn read(module: &[u8]) -> Self {
        let mut core = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::ImportSection(reader) => {
                    for import in reader.into_imports().map(Result::unwrap) {
                        if matches!(import.ty, TypeRef::Func(_)) {
                            core.imports
                                .push((import.module.to_owned(), import.name.to_owned()));
                        }
                    }
                }
                Payload::ExportSection(reader) => {
                    for export in reader.into_iter().map(Result::unwrap) {
                        if export.kind == ExternalKind::Func {
                            core.exports.push((export.name.to_owned(), export.index));
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => core.bodies.push(body.range()),
                _ => {}
            }
        }
        core
    }

    fn export(&self, field: &str) -> Option<u32> {
        self.exports
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, index)| *index)
    }

    /// The name under which the function of that body is exported.
    fn exported_as(&self, place: usize) -> Option<&str> {
        let index = place + self.imports.len();
        self.exports
            .iter()
            .find(|(_, exported)| *exported as usize == index)
            .map(|(name, _)| name.as_str())
    }
}

/// The module with other code in exported functions; none where it does not export all of them.
fn changed_module(module: &[u8], code: &[(&str, &[u8])], hollow: bool) -> Option<Vec<u8>> {
    let core = Core::read(module);
    for (export, _) in code {
        core.export(export)?;
    }
    let mut content = leb(core.bodies.len());
    for (place, range) in core.bodies.iter().enumerate() {
        let name = core.exported_as(place);
        let own = code.iter().find(|(export, _)| name == Some(export));
        let body = match (own, name) {
            (Some((_, code)), _) => body(code),
            _ if !hollow => module[range.clone()].to_vec(),
            // What the host itself calls goes on working: memory for results, and giving it back.
            (_, Some("cabi_realloc")) => body(&constant(SPARE_MEMORY)),
            (_, Some(name)) if name.starts_with("cabi_post_") => body(&[]),
            _ => body(&UNREACHABLE),
        };
        content.extend(leb(body.len()));
        content.extend(body);
    }
    let mut bytes = MODULE.to_vec();
    for (id, range) in sections(module) {
        bytes.extend(section(
            id,
            if id == CODE { &content } else { &module[range] },
        ));
    }
    Some(bytes)
}

fn body(code: &[u8]) -> Vec<u8> {
    [&[0][..], code, &[0x0b]].concat()
}
