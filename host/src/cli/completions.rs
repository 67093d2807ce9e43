//! `seatwise completions`.

use clap::CommandFactory as _;

use super::args::{Arguments, CompletionsArguments};
use super::exit::{CommandResult, Exit};
use super::output::Output;

/// Prints a completion script.
///
/// # Errors
///
/// When the output cannot be written.
pub fn run(arguments: CompletionsArguments, output: &Output) -> CommandResult {
    output.print_data(&script(arguments))?;
    Ok(Exit::Ok)
}

fn script(arguments: CompletionsArguments) -> String {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "seatwise",
        &mut script,
    );
    String::from_utf8_lossy(&script).into_owned()
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;
    use clap_complete::Shell;

    use super::*;

    #[test]
    fn every_shell_is_told_every_command() {
        for &shell in Shell::value_variants() {
            let script = script(CompletionsArguments { shell });
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
