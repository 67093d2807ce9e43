//! Counts, lengths of time and ages for a person.

use std::time::Duration;

use jiff::Timestamp;

/// Returns a number with its thousands divided: `20,000`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a number with what it counts: `1 row`, `1,200 rows`.
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}

/// Returns a length of time in its two largest units: `1 min 12 s`, `250 ms`.
#[must_use]
pub fn duration(length: Duration) -> String {
    let seconds = length.as_secs();
    match seconds {
        0 => format!("{} ms", length.as_millis()),
        1..=59 if length.subsec_millis() >= 100 && seconds < 10 => {
            format!("{:.1} s", length.as_secs_f64())
        }
        1..=59 => format!("{seconds} s"),
        60..=3599 => two(seconds / 60, "min", seconds % 60, "s"),
        3600..=86_399 => two(seconds / 3600, "h", seconds / 60 % 60, "min"),
        _ => two(seconds / 86_400, "d", seconds / 3600 % 24, "h"),
    }
}

/// Returns how long ago a moment was: `3 h ago`, `2 days ago`; `in the future` where clocks disagree.
#[must_use]
pub fn age(moment: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(moment.as_second());
    match seconds {
        ..=-61 => "in the future".to_owned(),
        -60..=59 => "just now".to_owned(),
        60..=3599 => format!("{} min ago", seconds / 60),
        3600..=172_799 => format!("{} h ago", seconds / 3600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

fn two(large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    match small {
        0 => format!("{large} {large_unit}"),
        _ => format!("{large} {large_unit} {small} {small_unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_divided() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(count),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn lengths_of_time_are_told_in_two_units() {
        let lengths = [0.25, 1.5, 12.0, 72.0, 3600.0, 90_000.0].map(Duration::from_secs_f64);
        assert_eq!(
            lengths.map(duration),
            ["250 ms", "1.5 s", "12 s", "1 min 12 s", "1 h", "1 d 1 h"]
        );
    }

    #[test]
    fn ages_are_told_in_the_unit_that_matters() {
        let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        let ago = |text: &str| age(text.parse().unwrap(), now);
        assert_eq!(ago("2026-11-20T11:59:30Z"), "just now");
        assert_eq!(ago("2026-11-20T11:15:00Z"), "45 min ago");
        assert_eq!(ago("2026-11-19T06:00:00Z"), "30 h ago");
        assert_eq!(ago("2026-11-01T12:00:00Z"), "19 days ago");
        assert_eq!(ago("2026-11-20T13:00:00Z"), "in the future");
    }
}
