//! Legal forms: what they are and where a name ends.

use crate::matching::tables::{LEGAL_END, LEGAL_PHRASES, LEGAL_STRONG};

/// A family of legal forms. Two that differ speak against a match, a little: bills are sloppy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::matching) enum LegalClass {
    Corporation,
    Llc,
    Partnership,
    Limited,
    Plc,
    Gmbh,
    Ag,
    Sa,
    Bv,
    Cic,
}

impl LegalClass {
    /// Returns the word by which the family is written in a name key.
    pub(in crate::matching) fn name(self) -> &'static str {
        match self {
            Self::Corporation => "corp",
            Self::Llc => "llc",
            Self::Partnership => "lp",
            Self::Limited => "ltd",
            Self::Plc => "plc",
            Self::Gmbh => "gmbh",
            Self::Ag => "ag",
            Self::Sa => "sa",
            Self::Bv => "bv",
            Self::Cic => "cic",
        }
    }

    fn of(token: &str) -> Option<Self> {
        Some(match token {
            "inc" | "incorporated" | "corp" | "corporation" | "pc" | "pa" | "psc" | "pbc" => {
                Self::Corporation
            }
            "llc" | "lc" | "pllc" | "fzllc" => Self::Llc,
            "lp" | "llp" | "lllp" => Self::Partnership,
            "ltd" | "limited" | "ltee" | "limitee" | "pty" | "pte" | "pvt" => Self::Limited,
            "plc" => Self::Plc,
            "gmbh" | "mbh" | "ug" | "kg" => Self::Gmbh,
            "ag" | "kgaa" | "aktiengesellschaft" => Self::Ag,
            "sa" | "sas" | "sasu" | "sarl" | "srl" | "spa" | "sab" | "eurl" | "ltda" => Self::Sa,
            "bv" | "nv" | "bvba" => Self::Bv,
            "cic" | "cio" => Self::Cic,
            _ => return None,
        })
    }

    fn of_phrase(words: &[&str]) -> Option<Self> {
        match words {
            ["limited", "liability", "company"] => Some(Self::Llc),
            ["limited", "liability", "partnership"] => Some(Self::Partnership),
            ["public", "limited", "company"] => Some(Self::Plc),
            ["community", "interest", "company"] | ["charitable", ..] => Some(Self::Cic),
            ["professional" | "joint", ..] | ["a", "professional", ..] => Some(Self::Corporation),
            _ => words.iter().find_map(|word| Self::of(word)),
        }
    }
}

/// A name without its legal form.
#[derive(Debug, Default)]
pub(super) struct Stripped {
    /// What is left of the name.
    pub(super) core: Vec<String>,
    /// Words after a legal form that stood inside.
    pub(super) after: Vec<String>,
    /// The legal form that stood last.
    pub(super) class: Option<LegalClass>,
}

/// Takes the legal form off; `keep` words stay at least.
pub(super) fn strip(mut tokens: Vec<String>, keep: usize) -> Stripped {
    let (after, inside) = cut_at_strong_form(&mut tokens, keep);
    let mut class = inside;
    while tokens.len() > keep {
        let Some((length, found)) = form_at_end(&tokens) else {
            break;
        };
        if tokens.len() < length + keep {
            break;
        }
        tokens.truncate(tokens.len() - length);
        class = class.or(found);
    }
    Stripped {
        core: tokens,
        after,
        class,
    }
}

/// Cuts after the first form that is nothing else and is followed by words that are no legal form.
fn cut_at_strong_form(tokens: &mut Vec<String>, keep: usize) -> (Vec<String>, Option<LegalClass>) {
    let first = keep.max(1);
    let strong = |(place, token): (usize, &String)| {
        let followed = tokens[place + 1..]
            .iter()
            .any(|next| !is_form(next) && next != "and");
        (LEGAL_STRONG.contains(token.as_str()) && followed).then_some(place)
    };
    let Some(place) = tokens.iter().enumerate().skip(first).find_map(strong) else {
        return (Vec::new(), None);
    };
    let after: Vec<_> = tokens.drain(place + 1..).collect();
    let words = strip(after, 0);
    let class = tokens.last().and_then(|form| LegalClass::of(form));
    (words.core, class.or(words.class))
}

fn form_at_end(tokens: &[String]) -> Option<(usize, Option<LegalClass>)> {
    let phrase = LEGAL_PHRASES.iter().find(|phrase| {
        tokens.len() >= phrase.len()
            && tokens[tokens.len() - phrase.len()..]
                .iter()
                .eq(phrase.iter())
    });
    if let Some(phrase) = phrase {
        return Some((phrase.len(), LegalClass::of_phrase(phrase)));
    }
    let last = tokens.last().filter(|last| is_form(last))?;
    Some((1, LegalClass::of(last)))
}

/// Returns whether a token is, or is a part of, a legal form.
pub(super) fn is_form(token: &str) -> bool {
    LEGAL_END.contains(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(name: &str) -> (String, String, Option<LegalClass>) {
        let tokens = name.split(' ').map(str::to_owned).collect();
        let Stripped { core, after, class } = strip(tokens, 1);
        (core.join(" "), after.join(" "), class)
    }

    #[test]
    fn forms_are_taken_off_the_end_again_and_again() {
        let none = String::new();
        assert_eq!(
            stripped("acme co ltd"),
            ("acme".into(), none.clone(), Some(LegalClass::Limited))
        );
        assert_eq!(
            stripped("acme company llc"),
            ("acme".into(), none.clone(), Some(LegalClass::Llc))
        );
        assert_eq!(
            stripped("huber gmbh and co kg"),
            ("huber".into(), none, Some(LegalClass::Gmbh))
        );
    }

    #[test]
    fn the_last_word_stays_whatever_it_is() {
        assert_eq!(stripped("company"), ("company".into(), String::new(), None));
        assert_eq!(stripped("limited inc").0, "limited");
    }

    #[test]
    fn words_after_a_form_inside_are_no_part_of_the_core() {
        let (core, after, class) = stripped("acme inc dental division");
        assert_eq!((core.as_str(), after.as_str()), ("acme", "dental division"));
        assert_eq!(class, Some(LegalClass::Corporation));
    }
}
