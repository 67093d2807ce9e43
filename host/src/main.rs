//! The command `seatwise`: parse, run, exit code.

use std::process::ExitCode;

use seatwise::{
    cli::{self, Output},
    plugin::apart,
};

fn main() -> ExitCode {
    if let Some(exit) = apart::answer() {
        return exit;
    }
    apart::compile_apart();
    cli::tell_panics();
    let arguments = match cli::parsed() {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
    cli::outlive_file_limits();
    cli::keep_files_private();
    let output = Output::new(&arguments.global);
    cli::start_log(&arguments.global, &output);
    match cli::run(&arguments, &output) {
        Ok(exit) => exit.into(),
        Err(error) => {
            output.error(&error);
            error.exit.into()
        }
    }
}
