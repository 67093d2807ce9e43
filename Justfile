# Short names for what a person does here. Nothing needs `just`: each recipe is one command.

# Try everything on simulated distributors.
demo *arguments:
    cargo run -- demo {{arguments}}

# Run all tests.
test:
    cargo test --workspace

# What must be green before a change lands.
ci:
    .ci/run

# Format, and check with the lints that count.
lint:
    cargo fmt --all
    cargo clippy --workspace --all-targets -- --deny warnings

# Measure, and print a table of ratios.
bench *arguments:
    cargo run --package seatwise-bench -- {{arguments}}
