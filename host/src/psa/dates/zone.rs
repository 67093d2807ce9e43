//! Days that were written as moments: midnight of another time zone.
//!
//! A program that keeps days as moments exports 1 November of a zone one hour east of UTC as
//! `2026-10-31T23:00:00Z`. One such text tells nothing; a column in which all have the same time of day,
//! or the two of a zone with summer time, tells the zone.

use std::collections::BTreeSet;

use jiff::{ToSpan as _, civil::Date};

use super::clock::Clock;

const MINUTES_OF_DAY: i32 = 24 * 60;

/// Zones begin at full quarters of an hour.
const QUARTER: i32 = 15;

/// From the earliest to the latest of these minutes, midnight of a zone can be that of a zone in the east
/// (up to 14 hours ahead) and that of one in the west (up to 12 hours behind), or noon.
const EITHER: std::ops::RangeInclusive<i32> = 600..=720;

/// On which side of UTC the zone lies whose midnight the times are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::psa) enum DayZone {
    /// East: it is the next day there already.
    East,
    /// West: the day is the one that is written.
    West,
    /// Times count for nothing; the day is the one that is written.
    Written,
}

/// A day as it is written, with the time behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::psa) struct Moment {
    pub(in crate::psa) day: Date,
    pub(in crate::psa) clock: Clock,
}

/// What the times of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::psa) enum Times {
    /// All are midnight as they are written, or there are none.
    Midnight,
    /// All are midnight of a zone.
    Zone(DayZone),
    /// They are times at which something happened. They are left out.
    Clock,
}

/// A moment in UTC, as far as it can be the begin of a day.
#[derive(Debug, Clone, Copy)]
struct Begin {
    day: Date,
    /// Minutes since midnight in UTC.
    minute: i32,
    /// Whether the text is the last second or minute before it.
    end: bool,
}

impl Moment {
    /// Whether the text says midnight itself, with its offset or without.
    fn is_midnight(self) -> bool {
        self.clock.seconds == 0
    }

    /// None for a time that begins no day in any zone.
    fn begin(self) -> Option<Begin> {
        let local = self.clock.seconds;
        // 23:59:59, 22:59:59 or 23:59: the end of a day.
        let (local, end) = match (local % 60, local / 60 % 60) {
            (59, _) => (local + 1, true),
            (0, 59) => (local + 60, true),
            _ => (local, false),
        };
        let utc = local - self.clock.offset.unwrap_or_default();
        let minute = utc.div_euclid(60);
        if utc % 60 != 0 || minute % QUARTER != 0 {
            return None;
        }
        let days = minute.div_euclid(MINUTES_OF_DAY);
        Some(Begin {
            day: self.day.checked_add(days.days()).ok()?,
            minute: minute.rem_euclid(MINUTES_OF_DAY),
            end,
        })
    }

    /// The day of the moment, where all times of the column mean this.
    pub(in crate::psa) fn day(self, times: Times) -> Date {
        let zone = match times {
            Times::Zone(zone) if zone != DayZone::Written => zone,
            _ => return self.day,
        };
        let Some(begin) = self.begin() else {
            return self.day;
        };
        let next = zone == DayZone::East && begin.minute >= *EITHER.start();
        let shift = i32::from(next) - i32::from(begin.end);
        begin.day.checked_add(shift.days()).unwrap_or(self.day)
    }
}

/// Returns what the times of a column mean; none where they can mean several things. `local` says that
/// times without an offset are those of a clock on the wall, as people and screens write them.
pub(in crate::psa) fn times(moments: &[Moment], local: bool) -> Option<Times> {
    if moments.iter().all(|moment| moment.is_midnight()) {
        return Some(Times::Midnight);
    }
    let begins: Vec<Option<Begin>> = moments.iter().map(|moment| moment.begin()).collect();
    let known: Vec<Begin> = begins.iter().flatten().copied().collect();
    let minutes: BTreeSet<i32> = known.iter().map(|begin| begin.minute).collect();
    let shifted = known.iter().filter(|begin| begin.minute != 0).count();
    let on_the_wall = local && moments.iter().all(|moment| moment.clock.offset.is_none());
    if known.len() < moments.len() {
        // Few of the times at which something happens are full quarters of an hour.
        let happened = moments.len() - known.len();
        return (on_the_wall || shifted * 4 <= happened).then_some(Times::Clock);
    }
    let minutes: Vec<i32> = minutes.into_iter().collect();
    match minutes.as_slice() {
        // 23:59 or 24:00 as it is written.
        [0] => Some(Times::Zone(DayZone::West)),
        // A clock on the wall that never moves can be both.
        [_] if on_the_wall => None,
        [minute] => side(*minute).map(Times::Zone),
        [first, second] if is_an_hour(*first, *second) && !on_the_wall => {
            summer_time(*first, *second, &known).map(Times::Zone)
        }
        [first, second] if is_an_hour(*first, *second) => None,
        _ => on_the_wall.then_some(Times::Clock),
    }
}

/// The side of a zone whose midnight is at that minute in UTC.
fn side(minute: i32) -> Option<DayZone> {
    if EITHER.contains(&minute) {
        return None;
    }
    Some(if minute > *EITHER.end() {
        DayZone::East
    } else {
        DayZone::West
    })
}

fn is_an_hour(first: i32, second: i32) -> bool {
    matches!((second - first).rem_euclid(MINUTES_OF_DAY), 60 | 1380)
}

/// The side of a zone that has both as its midnight, one in summer and one in winter.
fn summer_time(first: i32, second: i32, begins: &[Begin]) -> Option<DayZone> {
    // In summer, clocks are an hour further ahead, so midnight is an hour earlier.
    let (summer, winter) = match (second - first).rem_euclid(MINUTES_OF_DAY) {
        60 => (first, second),
        _ => (second, first),
    };
    let fits = |northern: bool| {
        begins.iter().all(|begin| {
            // Clocks change in March and April, and from September to November.
            let months = if (begin.minute == summer) == northern {
                3..=11
            } else {
                -3..=4
            };
            let month = i32::from(begin.day.month());
            months.contains(&month) || months.contains(&(month - 12))
        })
    };
    if !fits(true) && !fits(false) {
        return None;
    }
    match (side(summer), side(winter)) {
        // Midnight at 00:00 in winter is on neither side.
        (Some(DayZone::East), _) | (_, Some(DayZone::East)) => Some(DayZone::East),
        (Some(DayZone::West), _) | (_, Some(DayZone::West)) => Some(DayZone::West),
        // New Zealand; no zone in the west has its midnight at 12:00.
        _ if winter == 720 => Some(DayZone::East),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Day, parse};
    use super::*;

    fn moments(texts: &[&str]) -> Vec<Moment> {
        texts
            .iter()
            .map(|text| {
                let written = parse(text).unwrap();
                let Day::Fixed(day) = written.day else {
                    panic!("{text}");
                };
                let clock = written.clock.unwrap();
                Moment { day, clock }
            })
            .collect()
    }

    fn days(texts: &[&str]) -> Option<Vec<String>> {
        let moments = moments(texts);
        let times = times(&moments, false)?;
        Some(
            moments
                .iter()
                .map(|moment| moment.day(times).to_string())
                .collect(),
        )
    }

    #[test]
    fn midnight_of_every_zone_is_a_day_of_that_zone() {
        for (first, last, days_of_november) in [
            // Paris, Helsinki, India, Nepal, Singapore, Adelaide in summer, Sydney in summer.
            ("2026-10-31T23:00:00Z", "2026-11-29T23:00:00Z", true),
            ("2026-10-31T22:00:00Z", "2026-11-29T22:00:00Z", true),
            ("2026-10-31T18:30:00Z", "2026-11-29T18:30:00Z", true),
            ("2026-10-31T18:15:00Z", "2026-11-29T18:15:00Z", true),
            ("2026-10-31T16:00:00Z", "2026-11-29T16:00:00Z", true),
            ("2026-10-31T13:30:00Z", "2026-11-29T13:30:00Z", true),
            ("2026-10-31T13:00:00Z", "2026-11-29T13:00:00Z", true),
            // London in winter, São Paulo, New York, Los Angeles.
            ("2026-11-01T00:00:00Z", "2026-11-30T00:00:00Z", true),
            ("2026-11-01T03:00:00Z", "2026-11-30T03:00:00Z", true),
            ("2026-11-01T05:00:00Z", "2026-11-30T05:00:00Z", true),
            ("2026-11-01T08:00:00Z", "2026-11-30T08:00:00Z", true),
            // Noon, Auckland or Honolulu.
            ("2026-11-01T12:00:00Z", "2026-11-30T12:00:00Z", false),
            ("2026-10-31T11:00:00Z", "2026-11-29T11:00:00Z", false),
            ("2026-11-01T10:00:00Z", "2026-11-30T10:00:00Z", false),
        ] {
            let expected = ["2026-11-01", "2026-11-30"].map(str::to_owned).to_vec();
            let expected = days_of_november.then_some(expected);
            assert_eq!(days(&[first, last]), expected, "{first}");
        }
    }

    #[test]
    fn summer_and_winter_time_of_one_zone_are_one_zone() {
        for texts in [
            // Paris, London, New York, Auckland.
            ["2026-06-30T22:00:00Z", "2026-11-30T23:00:00Z"],
            ["2026-06-30T23:00:00Z", "2026-12-01T00:00:00Z"],
            ["2026-07-01T04:00:00Z", "2026-12-01T05:00:00Z"],
            ["2026-06-30T12:00:00Z", "2026-11-30T11:00:00Z"],
        ] {
            let expected = ["2026-07-01", "2026-12-01"].map(str::to_owned).to_vec();
            assert_eq!(days(&texts), Some(expected), "{texts:?}");
        }
    }

    #[test]
    fn times_of_no_one_zone_are_asked_about() {
        // Two zones, and an hour that does not come with the summer.
        assert_eq!(
            days(&["2026-10-31T23:00:00Z", "2026-11-30T05:00:00Z"]),
            None
        );
        assert_eq!(
            days(&[
                "2026-01-10T22:00:00Z",
                "2026-01-20T23:00:00Z",
                "2026-07-10T22:00:00Z"
            ]),
            None
        );
    }

    #[test]
    fn the_last_second_of_a_day_is_of_that_day() {
        for texts in [
            ["2026-11-30T23:59:59Z", "2026-12-31T23:59:59Z"],
            ["2026-11-30T22:59:59Z", "2026-12-31T22:59:59Z"],
            ["2026-12-01T04:59:59Z", "2027-01-01T04:59:59Z"],
            ["2026-11-30 23:59", "2026-12-31 23:59"],
        ] {
            let expected = ["2026-11-30", "2026-12-31"].map(str::to_owned).to_vec();
            assert_eq!(days(&texts), Some(expected), "{texts:?}");
        }
    }

    #[test]
    fn an_offset_is_taken_off_first() {
        assert_eq!(
            days(&["2026-11-01T09:00:00+10:00", "2026-11-30T09:00:00+10:00"]),
            Some(vec!["2026-11-01".to_owned(), "2026-11-30".to_owned()])
        );
        assert_eq!(
            days(&["2026-11-01T00:00:00+10:00"]),
            Some(vec!["2026-11-01".to_owned()])
        );
    }

    #[test]
    fn times_at_which_something_happened_are_left_out() {
        let texts = ["2026-08-05T05:32:44Z", "2026-08-06T23:14:09Z"];
        assert_eq!(times(&moments(&texts), false), Some(Times::Clock));
        // Most of them are midnight of a zone; one is not.
        let texts = [
            "2026-10-31T23:00:00Z",
            "2026-11-30T23:00:00Z",
            "2026-11-30T23:14:09Z",
        ];
        assert_eq!(times(&moments(&texts), false), None);
    }

    #[test]
    fn a_clock_on_the_wall_is_asked_about_where_it_never_moves() {
        let texts = ["2026-10-31 23:00", "2026-11-30 23:00"];
        assert_eq!(times(&moments(&texts), true), None);
        let texts = ["2026-10-31 09:00", "2026-11-30 14:30", "2026-11-30 17:15"];
        assert_eq!(times(&moments(&texts), true), Some(Times::Clock));
    }
}
