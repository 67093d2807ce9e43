//! The time of day that stands after a day.

use super::fault::DayFault;

/// A time of day, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::psa) struct Clock {
    /// Seconds since midnight.
    pub(in crate::psa) seconds: i32,
    /// How far the time is ahead of UTC, in seconds; none where the text does not say.
    pub(in crate::psa) offset: Option<i32>,
}

/// Words between a day and a time: Danish, German, French, English.
const BETWEEN: [&str; 7] = ["kl", "kl.", "um", "à", "at", "om", "den"];

const SECONDS_OF_DAY: i32 = 86_400;

/// Digits of a day without marks.
const COMPACT_DAY: usize = 8;

/// Returns the day without its time, and the time.
pub(super) fn split(text: &str) -> Result<(&str, Option<Clock>), DayFault> {
    let Some(start) = time_start(text) else {
        return Ok((without_zone(text), None));
    };
    let (day, time) = text.split_at(start);
    // `2026-11-05+01:00`: a day in a zone, and no time.
    if day.ends_with('+') || day.ends_with('-') {
        return Ok((day.trim_end_matches(['+', '-']), None));
    }
    let clock = parse(time).ok_or(DayFault::NoTime)?;
    let mut day = day.trim_end_matches(['T', 't', ' ', ',', '\u{a0}', '\u{202f}']);
    for word in BETWEEN {
        if let Some(rest) = day.strip_suffix(word)
            && rest.ends_with([' ', '\u{a0}', ','])
        {
            day = rest.trim_end_matches([' ', ',', '\u{a0}']);
        }
    }
    Ok((day, Some(clock)))
}

/// `2026-11-05Z`
fn without_zone(text: &str) -> &str {
    text.strip_suffix(['Z', 'z'])
        .filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(text)
}

/// Where a time begins: at the digits before the first colon, else behind the day of `20261105T120000Z` and
/// `20261105120000`, else at a word such as `12.30` or `12h30` that has a whole day before it.
fn time_start(text: &str) -> Option<usize> {
    let digits_before = |end: usize| {
        let before = text.get(..end).unwrap_or_default();
        before.trim_end_matches(|c: char| c.is_ascii_digit()).len()
    };
    if let Some(colon) = text.find(':') {
        return Some(digits_before(colon));
    }
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((day, _)) = text.split_once(['T', 't'])
        && day.len() == COMPACT_DAY
        && digits(day)
    {
        return Some(day.len() + 1);
    }
    if matches!(text.len(), 12 | 14) && digits(text) {
        return Some(COMPACT_DAY);
    }
    words(text)
        .into_iter()
        .skip(1)
        .find(|(start, word)| {
            is_time(word) && has_three_parts(text.get(..*start).unwrap_or_default())
        })
        .map(|(start, _)| start)
}

/// The words of a text with their places.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (place, character) in text.char_indices() {
        match (character.is_whitespace(), start) {
            (false, None) => start = Some(place),
            (true, Some(begin)) => {
                words.push((begin, text.get(begin..place).unwrap_or_default()));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(begin) = start {
        words.push((begin, text.get(begin..).unwrap_or_default()));
    }
    words
}

/// `12.30`, `12.30.00`, `12h30`
fn is_time(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['.', 'h', 'H']).collect();
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    match parts.as_slice() {
        [hour, minute] => digits(hour, 1..=2) && digits(minute, 2..=2),
        [hour, minute, second] => {
            digits(hour, 1..=2) && digits(minute, 2..=2) && digits(second, 2..=2)
        }
        _ => false,
    }
}

fn has_three_parts(day: &str) -> bool {
    day.split([' ', '-', '/', '.', ',', '\u{a0}'])
        .filter(|part| part.contains(|c: char| c.is_alphanumeric()))
        .count()
        >= 3
}

/// `23:00`, `11:00:00 PM`, `00:00:00.000+01:00`, `120000Z`. Other names of zones say nothing certain.
fn parse(text: &str) -> Option<Clock> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',' | 'h' | 'H')))
        .unwrap_or(text.len());
    let (time, rest) = text.split_at(end);
    let parts: Vec<&str> = time
        .trim_end_matches(['.', ',', 'h', 'H', ':'])
        .split([':', '.', ',', 'h', 'H'])
        .collect();
    let number = |part: &str| part.parse::<i32>().ok();
    let (hour, minute, second) = match parts.as_slice() {
        [whole] if matches!(whole.len(), 4 | 6) => (
            number(whole.get(..2)?)?,
            number(whole.get(2..4)?)?,
            whole.get(4..6).map_or(Some(0), number)?,
        ),
        [hour] => (number(hour)?, 0, 0),
        [hour, minute] => (number(hour)?, number(minute)?, 0),
        // What follows are parts of a second.
        [hour, minute, second, ..] => (number(hour)?, number(minute)?, number(second)?),
        [] => return None,
    };
    let (hour, rest) = half_of_day(hour, rest.trim_start())?;
    if !(0..=24).contains(&hour) || !(0..60).contains(&minute) || !(0..=60).contains(&second) {
        return None;
    }
    let seconds = hour * 3600 + minute * 60 + second;
    (seconds <= SECONDS_OF_DAY).then_some(Clock {
        seconds: seconds % SECONDS_OF_DAY,
        offset: offset(rest.trim()),
    })
}

/// Takes off AM and PM.
fn half_of_day(hour: i32, rest: &str) -> Option<(i32, &str)> {
    let folded = rest.to_ascii_lowercase();
    for (marks, after_noon) in [
        (["am", "a.m.", "a.m"], false),
        (["pm", "p.m.", "p.m"], true),
    ] {
        if let Some(mark) = marks.iter().find(|mark| folded.starts_with(**mark)) {
            if !(1..=12).contains(&hour) {
                // `14:00 PM` is written by some programs, `0:30 AM` too.
                return Some((hour, rest.get(mark.len()..)?));
            }
            let hour = hour % 12 + if after_noon { 12 } else { 0 };
            return Some((hour, rest.get(mark.len()..)?));
        }
    }
    Some((hour, rest))
}

/// `Z`, `UTC`, `+01:00`, `-0500`, `GMT+1`
fn offset(text: &str) -> Option<i32> {
    let upper = text.to_ascii_uppercase();
    let text = ["UTC", "GMT", "Z"]
        .iter()
        .find_map(|name| upper.strip_prefix(name))
        .map(|rest| if rest.is_empty() { "+0" } else { rest.trim() })
        .unwrap_or(&upper);
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = text
        .chars()
        .skip(1)
        .take_while(|c| c.is_ascii_digit() || *c == ':')
        .filter(char::is_ascii_digit)
        .collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<(&str, i32, Option<i32>)> {
        let (day, clock) = split(text).ok()?;
        let clock = clock?;
        Some((
            day,
            clock.seconds / 60,
            clock.offset.map(|offset| offset / 60),
        ))
    }

    #[test]
    fn times_are_read_as_programs_and_people_write_them() {
        for (text, day, minutes, offset) in [
            ("2026-10-31T23:00:00Z", "2026-10-31", 1380, Some(0)),
            ("2026-10-31T23:00:00.000+00:00", "2026-10-31", 1380, Some(0)),
            ("2026-11-01 00:00:00 +0100", "2026-11-01", 0, Some(60)),
            ("20261105T120000Z", "20261105", 720, Some(0)),
            ("20261105230000", "20261105", 1380, None),
            ("202611052300", "20261105", 1380, None),
            ("11/5/2026 12:00:00 AM", "11/5/2026", 0, None),
            ("11/5/2026 11:30 p.m.", "11/5/2026", 1410, None),
            ("11/5/2026, 12:15 PM", "11/5/2026", 735, None),
            ("31.12.2026 00.00", "31.12.2026", 0, None),
            ("31.12.2026 kl. 12.30", "31.12.2026", 750, None),
            ("5. 11. 2026 12.30.15", "5. 11. 2026", 750, None),
            ("31.12.2026 12:30 Uhr", "31.12.2026", 750, None),
            ("31/12/2026 à 12h30", "31/12/2026", 750, None),
            ("2026-11-05 24:00", "2026-11-05", 0, None),
            ("2026-11-05 10:30 GMT-5", "2026-11-05", 630, Some(-300)),
            ("2026-11-05 10:30 CET", "2026-11-05", 630, None),
        ] {
            assert_eq!(at(text), Some((day, minutes, offset)), "{text}");
        }
    }

    #[test]
    fn a_day_without_a_time_stays_as_it_is() {
        for (text, day) in [
            ("2026-11-05", "2026-11-05"),
            ("2026-11-05Z", "2026-11-05"),
            ("2026-11-05+01:00", "2026-11-05"),
            ("5. 11. 2026", "5. 11. 2026"),
            ("5. 11.26", "5. 11.26"),
            ("12.30", "12.30"),
            ("5 Oct 2026", "5 Oct 2026"),
        ] {
            assert_eq!(split(text), Ok((day, None)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["2026-11-05 25:00", "2026-11-05 12:75", "2026-11-05 :"] {
            assert_eq!(split(text), Err(DayFault::NoTime), "{text}");
        }
    }
}
