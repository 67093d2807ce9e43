//! The profiles that come with the program.

/// A profile that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltinProfile {
    /// Its name.
    pub name: &'static str,
    /// Its text, as a mapping file would have it.
    pub text: &'static str,
}

/// The profiles that come with the program.
pub const BUILTIN_PROFILES: &[BuiltinProfile] = &[
    BuiltinProfile {
        name: "autotask",
        text: include_str!("../profiles/autotask.toml"),
    },
    BuiltinProfile {
        name: "connectwise",
        text: include_str!("../profiles/connectwise.toml"),
    },
    BuiltinProfile {
        name: "generic",
        text: include_str!("../profiles/generic.toml"),
    },
    BuiltinProfile {
        name: "halopsa",
        text: include_str!("../profiles/halopsa.toml"),
    },
];

/// Finds a profile that comes with the program.
pub(super) fn find(name: &str) -> Option<&'static BuiltinProfile> {
    BUILTIN_PROFILES.iter().find(|profile| profile.name == name)
}
