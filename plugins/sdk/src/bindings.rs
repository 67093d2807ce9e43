//! The contract, as wit-bindgen generates it from `wit/`.

#![allow(
    missing_docs,
    unsafe_code,
    unreachable_pub,
    clippy::all,
    reason = "generated code"
)]

wit_bindgen::generate!({
    world: "seatwise:connector/plugin",
    path: ["../../wit/host", "../../wit/connector"],
    generate_all,
    pub_export_macro: true,
    default_bindings_module: "seatwise_plugin::bindings",
    additional_derives: [PartialEq],
});
