//! The command `seatwise`: parse, run, exit code.

use std::process::ExitCode;

use seatwise::cli::{self, Output};

fn main() -> ExitCode {
    cli::tell_panics();
    let arguments = match cli::parsed() {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
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
