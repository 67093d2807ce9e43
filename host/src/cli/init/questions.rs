//! The questions of `init`, and what is taken where nobody answers.

use super::ask::Ask;
use super::flags::choice;
use super::run::VendorForm;
use crate::base::{Secret, suggest};
use crate::cli::exit::{CommandError, Exit};
use crate::cli::plugin_report::SettingDetails;
use crate::config::{SecretSource, connection_name_fault, default_variable};

/// Somebody to ask, or nobody.
pub(super) type Person<'p> = Option<&'p mut dyn Ask>;

/// Returns the vendor's form, by the flag or by asking.
pub(super) fn vendor<'f>(
    flag: Option<&str>,
    forms: &'f [VendorForm],
    person: &mut Person<'_>,
) -> Result<&'f VendorForm, CommandError> {
    let ids = || forms.iter().map(|form| form.vendor.as_str());
    if let Some(vendor) = flag {
        let found = forms.iter().find(|form| form.vendor == vendor);
        return found.ok_or_else(|| {
            let hint = suggest(vendor, ids()).map(|id| format!("did you mean {id}?"));
            CommandError::usage(format!("use --vendor {vendor}: there is no plugin for it"))
                .with_hint(hint.unwrap_or_else(|| {
                    format!("there are {}", ids().collect::<Vec<_>>().join(", "))
                }))
        });
    }
    let person = person
        .as_mut()
        .ok_or_else(|| nobody("the distributor", "--vendor ID"))?;
    person.say("Which distributor?");
    for (index, form) in forms.iter().enumerate() {
        person.say(&format!("  {}  {} ({})", index + 1, form.name, form.vendor));
    }
    loop {
        let answer = answer(*person, "Number or id:")?;
        let number = answer
            .parse::<usize>()
            .ok()
            .and_then(|number| forms.get(number.checked_sub(1)?));
        match number.or_else(|| forms.iter().find(|form| form.vendor == answer)) {
            Some(form) => return Ok(form),
            None => person.say("  There is no such distributor."),
        }
    }
}

/// Returns the connection's name, by the flag or by asking. `taken` are the names in use.
pub(super) fn name(
    flag: Option<&str>,
    vendor: &str,
    taken: &[String],
    person: &mut Person<'_>,
) -> Result<String, CommandError> {
    let fault = |name: &str| match connection_name_fault(name) {
        Some(fault) => Some(fault),
        None if taken.iter().any(|taken| taken == name) => {
            Some(format!("there is a connection {name} already"))
        }
        None => None,
    };
    if let Some(name) = flag {
        return match fault(name) {
            Some(fault) => Err(CommandError::usage(format!(
                "add the connection {name:?}: {fault}"
            ))),
            None => Ok(name.to_owned()),
        };
    }
    let person = person
        .as_mut()
        .ok_or_else(|| nobody("the connection's name", "--connection NAME"))?;
    let proposal = proposal(vendor, taken);
    loop {
        let mut name = answer(*person, &format!("Name of the connection [{proposal}]:"))?;
        if name.is_empty() {
            name.clone_from(&proposal);
        }
        match fault(&name) {
            Some(fault) => person.say(&format!("  {fault}")),
            None => return Ok(name),
        }
    }
}

/// Returns the value of a setting that is not a secret; none leaves it out.
pub(super) fn setting(
    setting: &SettingDetails,
    person: &mut Person<'_>,
) -> Result<Option<String>, CommandError> {
    let needed = setting.required && setting.default.is_none();
    let Some(person) = person.as_mut() else {
        let flag = format!("--setting {}=VALUE", setting.name);
        return if needed {
            Err(nobody(&setting.label, &flag))
        } else {
            Ok(None)
        };
    };
    explain(setting, *person);
    let default = match (&setting.default, needed) {
        (Some(default), _) => format!(" [{default}]"),
        (None, false) => " [none]".to_owned(),
        (None, true) => String::new(),
    };
    loop {
        let value = answer(*person, &format!("{}{default}:", setting.label))?;
        match (value.is_empty(), choice(setting, &value)) {
            (true, _) if needed => person.say("  This is required."),
            (true, _) => return Ok(None),
            (false, Err(fault)) => person.say(&format!("  {fault}")),
            (false, Ok(())) => return Ok(Some(value)),
        }
    }
}

/// Returns the source of a secret; none leaves it out. Where nobody answers, a secret that is
/// needed comes from the environment variable that would have been proposed.
pub(super) fn source(
    setting: &SettingDetails,
    connection: &str,
    person: &mut Person<'_>,
) -> Result<Option<SecretSource>, CommandError> {
    let proposal = SecretSource::Environment {
        variable: default_variable(connection, &setting.name),
    };
    let Some(person) = person.as_mut() else {
        return Ok(setting.required.then_some(proposal));
    };
    explain(setting, *person);
    let default = if setting.required {
        proposal.to_string()
    } else {
        "none".to_owned()
    };
    loop {
        let text = answer(
            *person,
            &format!("{}: where does it come from? [{default}]:", setting.label),
        )?;
        if text.is_empty() {
            return Ok(setting.required.then_some(proposal));
        }
        match text.parse() {
            Ok(source) => return Ok(Some(source)),
            Err(fault) => person.say(&format!("  {fault}")),
        }
    }
}

/// Returns a secret that is kept in clear text; none leaves it out.
pub(super) fn clear_text(
    setting: &SettingDetails,
    person: &mut Person<'_>,
) -> Result<Option<SecretSource>, CommandError> {
    let Some(person) = person.as_mut() else {
        let flag = format!("--secret {}=env:VARIABLE", setting.name);
        return if setting.required {
            Err(nobody(&setting.label, &flag))
        } else {
            Ok(None)
        };
    };
    explain(setting, *person);
    loop {
        let value = answer(
            *person,
            &format!(
                "{} (shown while you type, kept in clear text):",
                setting.label
            ),
        )?;
        match value.is_empty() {
            true if setting.required => person.say("  This is required."),
            true => return Ok(None),
            false => return Ok(Some(SecretSource::Value(Secret::new(value)))),
        }
    }
}

fn explain(setting: &SettingDetails, person: &mut dyn Ask) {
    person.say("");
    if !setting.help.is_empty() {
        person.say(&setting.help);
    }
    if !setting.choices.is_empty() {
        person.say(&format!("One of {}.", setting.choices.join(", ")));
    }
}

fn proposal(vendor: &str, taken: &[String]) -> String {
    let free = |name: &String| !taken.contains(name);
    let numbered = (2_u64..).map(|number| format!("{vendor}-{number}"));
    std::iter::once(vendor.to_owned())
        .chain(numbered)
        .find(free)
        .unwrap_or_else(|| vendor.to_owned())
}

fn answer(person: &mut dyn Ask, question: &str) -> Result<String, CommandError> {
    let answer = person
        .ask(question)
        .map_err(|error| CommandError::failed(format!("read the answer: {error}")))?;
    answer.ok_or_else(|| {
        CommandError::new(
            Exit::Interrupted,
            "add the connection: the questions were not answered; nothing was written",
        )
    })
}

fn nobody(what: &str, flag: &str) -> CommandError {
    CommandError::usage(format!("ask for {what}: there is no terminal"))
        .with_hint(format!("give {flag}"))
}
