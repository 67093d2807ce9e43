#!/bin/sh
# Compiles the crates of the workspace with the counters that libFuzzer reads, on stable Rust.
#
# Cargo runs it as RUSTC_WORKSPACE_WRAPPER, for the workspace alone and into files of their own: wasmtime and
# DuckDB are those of the usual build, and the usual build stays as it is.
case " $* " in
*" --crate-name build_script_build "* | *" --target wasm32"* | *" --crate-type proc-macro "*)
    # These run during the build, or in no process of this machine.
    exec "$@"
    ;;
esac
exec "$@" \
    -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    -Cllvm-args=-simplifycfg-branch-fold-threshold=0 \
    -Ccodegen-units=1
