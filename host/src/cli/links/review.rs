//! `seatwise match review`: one customer at a time.

use jiff::Timestamp;

use super::args::WithinArguments;
use super::{explain, person, rematch};
use crate::cli::analyse;
use crate::cli::exit::{CommandError, CommandResult, Exit};
use crate::cli::init::{Ask, TerminalAsk};
use crate::cli::output::Output;
use crate::cli::render::sanitize;
use crate::config::Config;
use crate::linking::{
    Choice, CustomerLink, CustomerOfPsa, LinkError, LinkFilter, LinkState, Links,
};

const KEYS: &str = "1-9 accept · r reject all of these · n the PSA has no such customer · s search · Enter skip · q quit:";

/// Asks about every customer that needs a person.
pub(super) fn run(arguments: &WithinArguments, config: &Config, output: &Output) -> CommandResult {
    let Some(mut terminal) = TerminalAsk::if_present() else {
        return Err(CommandError::usage("review links: there is no terminal")
            .with_hint("use `seatwise match list --state review` and `seatwise match accept`"));
    };
    let store = analyse::open(config)?;
    let links = Links::of(&store);
    let by = person(arguments.by.as_deref());
    let decided = review(&links, arguments.connection.as_deref(), &by, &mut terminal)?;
    if decided == 0 {
        output.note("Nothing was decided.");
        return Ok(Exit::Ok);
    }
    rematch(store, config, output)
}

/// Goes through the customers and returns how many were decided.
pub(super) fn review(
    links: &Links<'_>,
    connection: Option<&str>,
    by: &str,
    person: &mut dyn Ask,
) -> Result<u64, CommandError> {
    let filter = LinkFilter {
        states: vec![LinkState::Review, LinkState::Lapsed],
        connection: connection.map(str::to_owned),
        ..LinkFilter::default()
    };
    let open = links
        .customer_links(&filter)
        .map_err(CommandError::failed)?;
    let customers: Vec<&[CustomerLink]> = open
        .chunk_by(|one, next| {
            one.connection == next.connection && one.customer_id == next.customer_id
        })
        .collect();
    let mut decided = 0;
    for (place, candidates) in customers.iter().enumerate() {
        person.say(&headline(place, customers.len(), candidates));
        match ask(links, candidates, person)? {
            Answer::Quit => break,
            Answer::Skip => {}
            Answer::Decide(choices) => {
                decide(links, candidates, &choices, by)?;
                decided += 1;
            }
        }
    }
    Ok(decided)
}

enum Answer {
    Decide(Vec<Choice>),
    Skip,
    Quit,
}

fn headline(place: usize, all: usize, candidates: &[CustomerLink]) -> String {
    let mut text = format!("\n{} of {all}: ", place + 1);
    if let Some(first) = candidates.first() {
        text.push_str(&format!(
            "{} ({} of {})",
            sanitize(&first.customer_name),
            first.customer_id,
            first.connection
        ));
    }
    for (number, candidate) in (1..).zip(candidates) {
        let lines = explain::describe(candidate);
        text.push_str(&format!("\n{number} {}", lines.trim()));
    }
    text
}

fn ask(
    links: &Links<'_>,
    candidates: &[CustomerLink],
    person: &mut dyn Ask,
) -> Result<Answer, CommandError> {
    let mut offered: Vec<CustomerOfPsa> = candidates.iter().map(of_psa).collect();
    loop {
        let answer = person
            .ask(KEYS)
            .map_err(|error| CommandError::failed(format!("read the answer: {error}")))?;
        let Some(answer) = answer else {
            return Ok(Answer::Quit);
        };
        match answer.as_str() {
            "" => return Ok(Answer::Skip),
            "q" => return Ok(Answer::Quit),
            "n" => return Ok(Answer::Decide(vec![Choice::NotACustomer])),
            "r" => {
                let proposed = candidates.iter().map(of_psa);
                return Ok(Answer::Decide(proposed.map(Choice::Never).collect()));
            }
            "s" => offered = search(links, person)?,
            number => {
                let place = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                if let Some(psa) = place.and_then(|place| offered.get(place)).cloned() {
                    return Ok(Answer::Decide(vec![Choice::Same { psa, also: false }]));
                }
                person.say(&format!("\"{}\" is none of these.", sanitize(number)));
            }
        }
    }
}

fn search(links: &Links<'_>, person: &mut dyn Ask) -> Result<Vec<CustomerOfPsa>, CommandError> {
    let wanted = person
        .ask("Search the PSA for:")
        .map_err(|error| CommandError::failed(format!("read the answer: {error}")))?
        .unwrap_or_default();
    let mut found = if wanted.is_empty() {
        Vec::new()
    } else {
        links
            .psa_customers(&wanted, None)
            .map_err(CommandError::failed)?
    };
    if found.is_empty() {
        person.say("Nothing found.");
    }
    found.truncate(9);
    for (number, customer) in (1..).zip(&found) {
        let city = customer.city.as_deref().unwrap_or("no city");
        person.say(&format!(
            "{number} {} ({} of {}), {}",
            sanitize(&customer.name),
            customer.id,
            customer.psa,
            sanitize(city)
        ));
    }
    Ok(found)
}

fn of_psa(link: &CustomerLink) -> CustomerOfPsa {
    CustomerOfPsa {
        psa: link.psa.clone(),
        id: link.psa_customer_id.clone(),
        name: link.psa_customer_name.clone(),
        city: None,
    }
}

fn decide(
    links: &Links<'_>,
    candidates: &[CustomerLink],
    choices: &[Choice],
    by: &str,
) -> Result<(), CommandError> {
    let Some(first) = candidates.first() else {
        return Ok(());
    };
    let decided: Result<(), LinkError> = links
        .customer(&first.customer_id, Some(&first.connection))
        .and_then(|customer| {
            choices
                .iter()
                .try_for_each(|choice| links.decide(&customer, choice, by, Timestamp::now()))
        });
    decided.map_err(CommandError::failed)
}
