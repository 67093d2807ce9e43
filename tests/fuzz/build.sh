#!/bin/sh
# Builds the fuzz targets with the counters that libFuzzer reads, on stable Rust; see instrument.sh.
set -eu
cd "$(dirname "$0")/../.."
# The library of a plugin has one file name, with counters or without: neither build may take the other's for its own.
clean_plugins() {
    cargo clean --quiet --package seatwise-sherweb --package seatwise-synnex
}
clean_plugins
trap clean_plugins EXIT
RUSTC_WORKSPACE_WRAPPER="$PWD/tests/fuzz/instrument.sh" \
    cargo build --package seatwise-fuzz --features libfuzzer "$@"
