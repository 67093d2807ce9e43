//! `seatwise match review`: one customer at a time.

use jiff::Timestamp;

use super::WithinArguments;
use super::lists::percent;
use super::{explain, person, rematch};
use crate::cli::exit::{CommandError, CommandResult, Exit};
use crate::cli::init::{Ask, TerminalAsk};
use crate::cli::output::Output;
use crate::config::Config;
use crate::linking::{
    Choice, CustomerLink, CustomerOfPsa, LinkError, LinkFilter, LinkState, Links,
};
use crate::pipeline;
use crate::render::sanitize;

const KEYS: &str = "1-9 accept · e evidence · r reject all of these · n the PSA has no such customer · s search · Enter skip · q quit:";

/// Asks about every customer that needs a person.
pub(super) fn run(arguments: &WithinArguments, config: &Config, output: &Output) -> CommandResult {
    let Some(mut terminal) = TerminalAsk::if_present() else {
        return Err(CommandError::usage("review links: there is no terminal")
            .with_hint("use `seatwise match list --state review` and `seatwise match accept`"));
    };
    let store = pipeline::open(config)?;
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
        person.say(&headline(links, place, customers.len(), candidates)?);
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

/// Shows both sides: what a person compares, and why the matcher does not decide.
fn headline(
    links: &Links<'_>,
    place: usize,
    all: usize,
    candidates: &[CustomerLink],
) -> Result<String, CommandError> {
    let mut text = format!("\n{} of {all}: ", place + 1);
    for (number, candidate) in (1..).zip(candidates) {
        let (left, right) = links.contacts(candidate).map_err(CommandError::failed)?;
        if number == 1 {
            text.push_str(&format!(
                "{} ({} of {})\n  {}",
                sanitize(&candidate.customer_name),
                candidate.customer_id,
                candidate.connection,
                sanitize(&left.to_string())
            ));
        }
        text.push_str(&format!(
            "\n{number} {} ({} of {}), {} sure\n  {}",
            sanitize(&candidate.psa_customer_name),
            candidate.psa_customer_id,
            candidate.psa,
            percent(candidate.confidence),
            sanitize(&right.to_string())
        ));
        if let Some(explanation) = &candidate.explanation {
            text.push_str(&format!("\n  {}", sanitize(explanation)));
        }
    }
    Ok(text)
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
            "e" => {
                let evidence: String = candidates.iter().map(explain::describe).collect();
                person.say(evidence.trim_end());
            }
            number => {
                let place = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                if let Some(psa) = place.and_then(|place| offered.get(place)).cloned() {
                    return Ok(Answer::Decide(vec![Choice::Same { psa, also: false }]));
                }
                person.say(&format!("\"{}\" is not one of these.", sanitize(number)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::init::script::Script;
    use crate::linking::tests::fixtures::Place;

    /// Two customers whose names alone are like those of the PSA.
    fn place() -> Place {
        let place = Place::new();
        place.customer("c1", "Northwind Holdings", "20707", "northwind.example");
        place.customer("c2", "Quillfeather Holdings", "", "");
        place.psa_customer("p1", "Northwind", "10115", "");
        place.psa_customer("p2", "Quillfeather", "", "");
        place.psa_customer("p3", "Umbrella Logistics", "", "");
        place.run();
        place
    }

    fn answers(place: &Place, answers: &[&'static str]) -> (u64, Script) {
        let mut person = Script::new(answers);
        let decided = review(&place.links(), None, "ana", &mut person);
        (decided.ok().unwrap_or_default(), person)
    }

    #[test]
    fn both_sides_are_shown_with_what_holds_them_back() {
        let place = place();
        let (decided, person) = answers(&place, &["e", "q"]);
        assert_eq!(decided, 0);
        let shown = person.shown.join("\n");
        for part in [
            "1 of 2: Northwind Holdings (c1 of main)\n  20707 · northwind.example\n",
            "1 Northwind (p1 of halopsa), ",
            "\n  10115\n",
            "Held for review",
            "  base",
        ] {
            assert!(shown.contains(part), "{part:?} in {shown}");
        }
    }

    #[test]
    fn keys_accept_reject_search_and_skip() {
        let place = place();
        let (decided, _) = answers(&place, &["7", "1", "s", "umbrella", "1"]);
        assert_eq!(decided, 2);
        assert_eq!(
            place.lines(),
            [
                "c1 p1 linked confirmed owner",
                "c2 p3 linked confirmed owner"
            ]
        );
    }

    #[test]
    fn a_rejected_proposal_and_a_customer_that_the_psa_lacks_are_kept() {
        let place = place();
        assert_eq!(answers(&place, &["r", "n"]).0, 2);
        assert_eq!(
            place.lines(),
            ["c1 p1 rejected confirmed", "c2  not_a_customer confirmed"]
        );
    }

    #[test]
    fn whoever_skips_or_leaves_decides_nothing() {
        let place = place();
        let before = place.all();
        assert_eq!(answers(&place, &["", "q"]).0, 0);
        assert_eq!(answers(&place, &[]).0, 0);
        assert_eq!(place.all(), before);
    }
}
