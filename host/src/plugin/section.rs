//! Reads a plugin's manifest out of the file, without running or compiling any code.

use wasmparser::{Encoding, Parser, Payload};

/// The custom section that holds the manifest.
pub(crate) const MANIFEST_SECTION: &str = "seatwise:manifest";

/// What a file is, as far as its bytes tell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FileKind<'a> {
    /// A component with the text of its manifest.
    Plugin(&'a [u8]),
    /// A component without a manifest.
    NoManifest,
    /// A component with several manifests, which could hide one behind another.
    SeveralManifests,
    /// A core module: it was built for another target.
    CoreModule,
    /// Something else, or a damaged file.
    NoWasm(String),
}

/// Looks through all sections, those of nested core modules too: a linker puts a guest's custom
/// section into the component's core module.
pub(crate) fn inspect(bytes: &[u8]) -> FileKind<'_> {
    let mut found = None;
    let mut component = None;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = match payload {
            Ok(payload) => payload,
            Err(error) => return FileKind::NoWasm(error.to_string()),
        };
        match payload {
            Payload::Version { encoding, .. } => {
                component.get_or_insert(encoding == Encoding::Component);
                if component == Some(false) {
                    return FileKind::CoreModule;
                }
            }
            Payload::CustomSection(section)
                if section.name() == MANIFEST_SECTION
                    && found.replace(section.data()).is_some() =>
            {
                return FileKind::SeveralManifests;
            }
            _ => {}
        }
    }
    match (component, found) {
        (Some(true), Some(manifest)) => FileKind::Plugin(manifest),
        (Some(true), None) => FileKind::NoManifest,
        _ => FileKind::NoWasm("the file is empty".to_owned()),
    }
}
