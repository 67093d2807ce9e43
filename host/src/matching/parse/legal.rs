//! Legal forms: what they are and where a name ends.

use crate::matching::tables::{LEGAL_END, LEGAL_FRONT, LEGAL_GLUED, LEGAL_PHRASES, LEGAL_STRONG};

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
            "gmbh" | "mbh" | "gesmbh" | "ggmbh" | "ug" | "kg" => Self::Gmbh,
            "ag" | "kgaa" | "aktiengesellschaft" => Self::Ag,
            "sa" | "sas" | "sasu" | "sarl" | "srl" | "srls" | "spa" | "sab" | "eurl" | "ltda" => {
                Self::Sa
            }
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
            ["gesellschaft" | "ges" | "unternehmergesellschaft", ..] => Some(Self::Gmbh),
            ["besloten" | "naamloze", ..] => Some(Self::Bv),
            [
                "societe" | "societa" | "sociedad" | "sociedade" | "responsabilita",
                ..,
            ]
            | ["a", "responsabilita", ..] => Some(Self::Sa),
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
    if keep > 0 {
        class = class.or(take_front(&mut tokens, keep));
        take_glued(&mut tokens);
    }
    Stripped {
        core: tokens,
        after,
        class,
    }
}

/// Takes a form off the beginning, where some countries write it, and returns its family.
fn take_front(tokens: &mut Vec<String>, keep: usize) -> Option<LegalClass> {
    let phrase = LEGAL_FRONT.iter().find(|phrase| {
        tokens.len() >= phrase.len() && tokens[..phrase.len()].iter().eq(phrase.iter())
    })?;
    if tokens.len() < phrase.len() + keep {
        return None;
    }
    tokens.drain(..phrase.len());
    LegalClass::of_phrase(phrase)
}

/// Takes forms off that are written in one with the first or the last word, as in Japan.
fn take_glued(tokens: &mut [String]) {
    let bare = |token: &str| {
        let rest = LEGAL_GLUED.iter().find_map(|form| {
            token
                .strip_prefix(form)
                .or_else(|| token.strip_suffix(form))
        });
        rest.filter(|rest| !rest.is_empty()).map(str::to_owned)
    };
    if let Some(rest) = tokens.first().and_then(|first| bare(first)) {
        tokens[0] = rest;
    }
    if let Some(last) = tokens.last_mut()
        && let Some(rest) = bare(last)
    {
        *last = rest;
    }
}

/// Cuts after the first form that is nothing else and is followed by words that are not a legal form.
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
    fn forms_of_many_countries_are_taken_off_either_end() {
        for name in [
            "acme gesellschaft mit beschrankter haftung",
            "acme spolka z ograniczona odpowiedzialnoscia",
            "acme s rucenim omezenym",
            "acme felelossegu tarsasag",
            "acme sendirian berhad",
            "acme unternehmergesellschaft haftungsbeschrankt",
            "oy acme ab",
            "uab acme",
            "cong ty tnhh acme",
            "общество с ограниченнои ответственностью acme",
            "ооо acme",
            "株式会社acme",
            "acme有限公司",
            "株 acme",
        ] {
            assert_eq!(stripped(name).0, "acme", "{name}");
        }
        assert_eq!(stripped("株式会社").0, "株式会社");
        assert_eq!(stripped("uab").0, "uab");
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
