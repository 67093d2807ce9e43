//! `seatwise completions`.

use clap::Args;
use clap_complete::Shell;

use super::exit::{CommandResult, Exit};
use super::output::Output;

/// Arguments of `completions`.
#[derive(Debug, Clone, Copy, Args)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: Shell,
}

/// Prints a completion script for the command line `program`.
///
/// # Errors
///
/// When the output cannot be written.
pub fn run(
    arguments: CompletionsArguments,
    program: clap::Command,
    output: &Output,
) -> CommandResult {
    output.print_data(&script(arguments, program))?;
    Ok(Exit::Ok)
}

fn script(arguments: CompletionsArguments, mut program: clap::Command) -> String {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "seatwise", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, ValueEnum as _};

    use super::*;
    use crate::cli::Arguments;

    #[test]
    fn every_shell_is_told_every_command() {
        for &shell in Shell::value_variants() {
            let script = script(CompletionsArguments { shell }, Arguments::command());
            for command in Arguments::command().get_subcommands() {
                assert!(
                    script.contains(command.get_name()),
                    "{shell}: {} is missing",
                    command.get_name()
                );
            }
        }
    }
}
