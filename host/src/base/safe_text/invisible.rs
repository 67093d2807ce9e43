//! Which characters nobody sees, and where they belong all the same.
//!
//! The rule is Unicode's own property `Default_Ignorable_Code_Point` (`DerivedCoreProperties.txt`): what is not drawn,
//! not even as a blank, by whoever does not know it. So are fillers of Hangul, joiners, marks of direction, variation
//! selectors and tags. Whoever writes them behind a name has another name that looks the same.

use icu_properties::props::{
    BinaryProperty, CanonicalCombiningClass, DefaultIgnorableCodePoint, EmojiModifier,
    ExtendedPictographic, Ideographic, JoiningType, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The sign that encloses a digit as on a key.
const KEYCAP: char = '\u{20e3}';

/// Whether nobody sees a character.
pub(super) fn is_invisible(character: char) -> bool {
    // No property has what is drawn and looks blank: the pattern of braille without a dot, the note without a head.
    !character.is_ascii()
        && (matches!(character, '\u{2800}' | '\u{1d159}')
            || has::<DefaultIgnorableCodePoint>(character))
}

/// Whether an invisible character stands where it changes how its neighbours are drawn, or where a language has it.
pub(super) fn belongs(before: &str, character: char, behind: &str) -> bool {
    let previous = before.chars().next_back().unwrap_or_default();
    let next = behind.chars().next().unwrap_or_default();
    match character {
        '\u{200c}' => joins_half_letters(previous, next) || parts_letters(before, next),
        '\u{200d}' => {
            joins_half_letters(previous, next)
                || draws_one_letter_joined(before, next)
                || joins_pictures(previous, next)
        }
        // As text and as an emoji.
        '\u{fe0e}' | '\u{fe0f}' => {
            has::<ExtendedPictographic>(previous)
                || matches!(previous, '0'..='9' | '#' | '*') && next == KEYCAP
        }
        // Other forms of an ideograph: the names of people and of places have them.
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => has::<Ideographic>(previous),
        // Other forms of a letter, and the vowel that stands apart.
        '\u{180b}'..='\u{180f}' => {
            CodePointMapData::<Script>::new().get(previous) == Script::Mongolian
                && !is_invisible(previous)
        }
        _ => false,
    }
}

/// Joiners beside the sign that takes a letter's vowel away: Hindi, Bengali, Malayalam, Sinhala.
fn joins_half_letters(previous: char, next: char) -> bool {
    let is_virama = |character| {
        CodePointMapData::<CanonicalCombiningClass>::new().get(character)
            == CanonicalCombiningClass::Virama
    };
    is_virama(previous) || is_virama(next)
}

/// Keeps two letters of one word apart that are written together otherwise: Persian, Urdu, Kurdish.
fn parts_letters(before: &str, next: char) -> bool {
    letter_before(before).is_some() && is_joining(joining(next))
}

/// Draws a letter as if another one followed or went before: the abbreviations of the calendars.
fn draws_one_letter_joined(before: &str, next: char) -> bool {
    letter_before(before).is_some_and(joins_what_follows) != is_joining(joining(next))
}

/// Makes one picture of two: a person and a laptop.
fn joins_pictures(previous: char, next: char) -> bool {
    (previous == '\u{fe0f}'
        || has::<ExtendedPictographic>(previous)
        || has::<EmojiModifier>(previous))
        && has::<ExtendedPictographic>(next)
}

/// How the last letter joins others; its marks are passed over.
fn letter_before(before: &str) -> Option<JoiningType> {
    let joining = before
        .chars()
        .rev()
        .take_while(|character| !is_invisible(*character))
        .map(joining)
        .find(|joining| *joining != JoiningType::Transparent);
    joining.filter(|joining| is_joining(*joining))
}

fn joining(character: char) -> JoiningType {
    CodePointMapData::<JoiningType>::new().get(character)
}

fn is_joining(joining: JoiningType) -> bool {
    joining == JoiningType::RightJoining || joins_what_follows(joining)
}

fn joins_what_follows(joining: JoiningType) -> bool {
    joining == JoiningType::DualJoining || joining == JoiningType::LeftJoining
}

fn has<P: BinaryProperty>(character: char) -> bool {
    CodePointSetData::new::<P>().contains(character)
}
