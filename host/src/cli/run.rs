//! From the parsed arguments to the command that they name.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};

use super::commands::{Arguments, Command};
use super::exit::{CommandError, CommandResult, Exit};
use super::global::GlobalArguments;
use super::init::{Ask, InitArguments, TerminalAsk, VendorForm};
use super::output::Output;
use super::own_files::protect;
use super::psa::PsaCommand;
use super::{
    backup, completions, demo, docs, doctor, export, findings, init, links, plugin, psa, query,
    report, restore, rules, schedule, status, sync, test,
};
use crate::config::{CONFIG_VARIABLE, Config, locate};
use crate::pipeline;
use crate::sync::{Setup, registry};

/// Sends log messages to stderr: warnings, more with `-v`, or what `SEATWISE_LOG` says.
pub fn start_log(global: &GlobalArguments, output: &Output) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => LevelFilter::ERROR,
        (false, 0) => LevelFilter::WARN,
        (false, 1) => LevelFilter::INFO,
        (false, _) => LevelFilter::DEBUG,
    };
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::WARN.into())
        .with_env_var("SEATWISE_LOG")
        .try_from_env()
        .unwrap_or_else(|_| EnvFilter::new(format!("warn,seatwise={level}")));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(super::progress::LogWriter::default)
        .with_ansi(false)
        .event_format(super::log::Lines::new(output.note_ink()))
        .init();
}

/// Reads the arguments of the process. If they are wrong, or ask for the help, it is reported here, and the exit
/// code is returned.
///
/// # Errors
/// Fails with the exit code where there is no command to run.
pub fn parsed() -> Result<Arguments, ExitCode> {
    let line = query::with_comments(std::env::args_os());
    Arguments::try_parse_from(line).map_err(|error| {
        tell_misuse(&error, &Output::new(&GlobalArguments::default()));
        // Codes are small numbers.
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Exit::Usage.code()))
    })
}

/// Tells what clap has to say. Its errors repeat arguments, which may come from a file of names.
pub(super) fn tell_misuse(error: &clap::Error, output: &Output) {
    use clap::error::ErrorKind;
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if is_help {
        // Our own words. When nobody can receive them, there is nobody to tell.
        let _ = error.print();
        return;
    }
    let text = error.render().to_string();
    let text = text.trim_end();
    super::terminal::note(&match text.strip_prefix("error:") {
        Some(words) => format!("{}{words}", output.note_ink().red("error:")),
        None => text.to_owned(),
    });
}

/// Tells a panic as the standard library does, but without what its words could do to a terminal: they may quote
/// anything.
pub fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        super::terminal::note(&told(panic, &Backtrace::capture()));
    }));
}

pub(super) fn told(panic: &dyn std::fmt::Display, trace: &Backtrace) -> String {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("<unnamed>");
    let trace = match trace.status() {
        BacktraceStatus::Captured => format!("stack backtrace:\n{trace}"),
        _ => "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"
            .to_owned(),
    };
    format!("thread '{name}' {panic}\n{trace}")
}

/// Lets every file and folder that this process makes be for its user alone: whichever library makes it, it
/// may hold customers' names and prices. For the program; a library must not change its process.
///
/// Only the published copy is given another mode, by name.
pub fn keep_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// Runs a command.
///
/// # Errors
/// Fails with a message for a person and the exit code.
pub fn run(arguments: &Arguments, output: &Output) -> CommandResult {
    let global = &arguments.global;
    match &arguments.command {
        Command::Init(arguments) => add_connection(arguments, global, output),
        Command::Test(arguments) => test::run(arguments, &setup(global, output)?, output),
        Command::Sync(arguments) => sync::run(arguments, &setup(global, output)?, output),
        Command::Query(arguments) => {
            let config = config(global)?;
            let database = query::Database {
                path: config.database,
                zone: config.time_zone,
            };
            query::run(arguments, &database, output)
        }
        Command::Match(arguments) => links::run(arguments, || config(global), output),
        Command::Findings(arguments) => findings::run(arguments, &config(global)?, output),
        Command::Report(command) => {
            let config = config(global)?;
            pipeline::prepare(&config)?;
            report::run(command, &config, output)
        }
        Command::Export(command) => export::run(command, &config(global)?, output),
        Command::Rules(command) => rules::run(command, &config(global)?, output),
        Command::Status => status::run(&config(global)?, output),
        Command::Psa(PsaCommand::Import(arguments)) => {
            psa::run_import(arguments, &config(global)?, output)
        }
        Command::Psa(PsaCommand::Profile(arguments)) => psa::run_profile(arguments, output),
        Command::Plugin(command) => {
            let config = config_or_default(global)?;
            let registry =
                registry(&config, global.plugins.as_deref()).map_err(CommandError::failed)?;
            let cache = config.state.join("cache");
            plugin::run(command, &registry, &config.plugin_lock(), &cache, output)
        }
        Command::Backup(arguments) => backup::run(arguments, &config(global)?, output),
        Command::Restore(arguments) => {
            let path = locate(global.config.as_deref(), std::env::var_os(CONFIG_VARIABLE));
            restore::run(arguments, &path, output)
        }
        Command::Schedule(command) => schedule::run(command, &config(global)?, output),
        Command::Doctor => {
            let path = locate(global.config.as_deref(), std::env::var_os(CONFIG_VARIABLE));
            doctor::run(&path, global.plugins.as_deref(), output)
        }
        Command::Demo(arguments) => demo::run(arguments, output),
        Command::Docs(arguments) => docs::run(arguments, output),
        Command::Completions(arguments) => {
            completions::run(*arguments, Arguments::command(), output)
        }
    }
}

/// Asks for what the flags leave open when somebody is there to answer.
fn add_connection(
    arguments: &InitArguments,
    global: &GlobalArguments,
    output: &Output,
) -> CommandResult {
    let path = locate(global.config.as_deref(), std::env::var_os(CONFIG_VARIABLE));
    let config = if path.exists() {
        Config::load(&path)?
    } else {
        Config::from_text(&path, "")?
    };
    let registry = registry(&config, global.plugins.as_deref()).map_err(CommandError::failed)?;
    let forms: Vec<VendorForm> = registry.available().map(plugin::vendor_form).collect();
    let mut terminal = TerminalAsk::if_present();
    let person = terminal.as_mut().map(|terminal| terminal as &mut dyn Ask);
    init::run(arguments, &forms, &config.path, person, output)
}

/// Loads the configuration.
pub(super) fn config(global: &GlobalArguments) -> Result<Config, CommandError> {
    let path = locate(global.config.as_deref(), std::env::var_os(CONFIG_VARIABLE));
    let config = Config::load(&path)?;
    protect(&config);
    if let Some(finished) = crate::backup::finish(&config).map_err(CommandError::failed)? {
        tracing::warn!(
            "finished a restore that was killed: {} is the backup of {}",
            finished.database.display(),
            finished.contents.created_at
        );
    }
    Ok(config)
}

/// Loads the configuration, or an empty one where there is no file: plugins can be looked at before
/// anything is set up.
pub(super) fn config_or_default(global: &GlobalArguments) -> Result<Config, CommandError> {
    let path = locate(global.config.as_deref(), std::env::var_os(CONFIG_VARIABLE));
    if path.exists() || global.config.is_some() {
        return Ok(Config::load(&path)?);
    }
    Ok(Config::from_text(&path, "")?)
}

fn setup(global: &GlobalArguments, output: &Output) -> Result<Setup, CommandError> {
    let config = config(global)?;
    for warning in config.warnings() {
        output.warn(&warning);
    }
    Setup::open(config, global.plugins.as_deref()).map_err(CommandError::failed)
}
