//! The operator's time zone: which day, and so which week, a moment is in.
//!
//! Moments are UTC everywhere. DuckDB is built without a database of time zones here, so the database gets the
//! offsets of the one zone as macros.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::{TimeZone, db},
};

use super::suggest;

/// The years whose changes of the clock the database knows; before and after them the nearest offset counts.
const YEARS: [i16; 2] = [2015, 2051];

/// A time zone of the tz database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// Why a name is not a time zone here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// This machine has no time zones at all.
    #[error("this machine has no time zone database; install the package tzdata, or write \"UTC\"")]
    NoDatabase,
    /// No zone has that name.
    #[error(
        "{name:?} is not a time zone that this machine knows{}; write its name in the tz database, such as \"Europe/Berlin\"",
        suggestion.as_ref().map(|name| format!("; did you mean {name:?}?")).unwrap_or_default()
    )]
    Unknown {
        /// The name.
        name: String,
        /// The name that is spelled most alike.
        suggestion: Option<String>,
    },
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

impl Zone {
    /// Returns UTC.
    #[must_use]
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Returns the zone of a name such as `Pacific/Auckland`.
    ///
    /// # Errors
    ///
    /// [`ZoneError`] where this machine knows no zone of that name.
    pub fn named(name: &str) -> Result<Self, ZoneError> {
        // The name that stands for "no zone is known" is one of the database's, and means nothing here.
        if let Ok(zone) = db().get(name)
            && !zone.is_unknown()
        {
            return Ok(Self(zone));
        }
        let names: Vec<String> = db().available().map(|name| name.to_string()).collect();
        if names.iter().all(|name| name == "UTC") {
            return Err(ZoneError::NoDatabase);
        }
        Err(ZoneError::Unknown {
            name: name.to_owned(),
            suggestion: suggest(name, names.iter().map(String::as_str)).map(str::to_owned),
        })
    }

    /// Returns the zone of this machine: that of the variable `TZ`, else that of the system; UTC where neither says.
    #[must_use]
    pub fn of_machine() -> Self {
        match TimeZone::try_system() {
            Ok(zone) if !zone.is_unknown() => Self(zone),
            Ok(_) => Self::utc(),
            Err(error) => {
                if let Some(name) = std::env::var_os("TZ").filter(|name| !name.is_empty()) {
                    tracing::warn!(
                        "days and weeks are those of UTC: failed to read the time zone {name:?} of the variable TZ: {error}; set time_zone in seatwise.toml"
                    );
                }
                Self::utc()
            }
        }
    }

    /// Returns a zone of rules such as `NZST-12NZDT,M9.5.0,M4.1.0/3`, which need no database.
    #[cfg(test)]
    pub(crate) fn of_rules(rules: &str) -> Self {
        Self(TimeZone::posix(rules).unwrap())
    }

    /// Returns the name of the zone in the tz database; none where the system has rules without a name.
    #[must_use]
    pub fn iana_name(&self) -> Option<&str> {
        self.0.iana_name()
    }

    /// Returns the name of the zone for a person.
    #[must_use]
    pub fn name(&self) -> String {
        match self.iana_name() {
            Some("Etc/UTC" | "Etc/UCT" | "UCT" | "Zulu" | "Etc/Zulu" | "Universal") => {
                "UTC".to_owned()
            }
            Some(name) => name.to_owned(),
            None => "this machine's time zone".to_owned(),
        }
    }

    /// Returns whether the clocks of two zones show the same, whatever the zones are called.
    #[must_use]
    pub fn is_same_clock(&self, other: &Self) -> bool {
        self == other || self.offset_at_sql() == other.offset_at_sql()
    }

    /// Returns the day on which a moment is.
    #[must_use]
    pub fn day(&self, moment: Timestamp) -> Date {
        self.0.to_datetime(moment).date()
    }

    /// Returns the moment at which the local clock shows a time; the earlier one where it shows it twice, and where
    /// it leaves it out, what it shows as long afterwards.
    ///
    /// # Errors
    ///
    /// Where the moment is outside the calendar.
    pub fn moment(&self, local: DateTime) -> Result<Timestamp, jiff::Error> {
        self.0.to_timestamp(local)
    }

    /// Returns what the local clock shows at a moment.
    #[must_use]
    pub fn clock(&self, moment: Timestamp) -> DateTime {
        self.0.to_datetime(moment)
    }

    /// Returns the offset from UTC at a moment as an SQL expression on `moment`.
    pub(crate) fn offset_at_sql(&self) -> String {
        let steps: Vec<(String, i32)> = self
            .changes()
            .map(|(moment, offset)| {
                let utc = TimeZone::UTC.to_datetime(moment);
                (format!("TIMESTAMP '{} {}'", utc.date(), utc.time()), offset)
            })
            .collect();
        tree("moment", self.first_offset(), &steps)
    }

    /// Returns the offset from UTC at the begin of a local day as an SQL expression on `on_day`.
    pub(crate) fn offset_on_sql(&self) -> String {
        let steps: Vec<(String, i32)> = self
            .changes()
            .filter_map(|(moment, offset)| {
                // The day of the change itself may have begun before it, or have no midnight.
                let day = self.day(moment);
                let days = [
                    day,
                    day.tomorrow().ok()?,
                    day.tomorrow().ok()?.tomorrow().ok()?,
                ];
                let first = days
                    .into_iter()
                    .find(|day| self.offset_on(*day) == Some(offset))?;
                Some((format!("DATE '{first}'"), offset))
            })
            .collect();
        tree("on_day", self.first_offset(), &steps)
    }

    /// How far the clock is ahead of UTC when a day begins, in seconds.
    fn offset_on(&self, day: Date) -> Option<i32> {
        let midnight = TimeZone::UTC.to_timestamp(day.to_datetime(jiff::civil::Time::midnight()));
        let begin = self
            .0
            .to_timestamp(day.to_datetime(jiff::civil::Time::midnight()));
        i32::try_from(midnight.ok()?.as_second() - begin.ok()?.as_second()).ok()
    }

    fn first_offset(&self) -> i32 {
        self.0.to_offset(year(YEARS[0])).seconds()
    }

    /// The changes of the clock: when, and the offset from then on.
    fn changes(&self) -> impl Iterator<Item = (Timestamp, i32)> {
        let until = year(YEARS[1]);
        let mut before = self.first_offset();
        self.0
            .following(year(YEARS[0]))
            .map(|change| (change.timestamp(), change.offset().seconds()))
            .take_while(move |(moment, _)| *moment < until)
            // A change of the zone's name alone changes no clock.
            .filter(move |(_, offset)| std::mem::replace(&mut before, *offset) != *offset)
    }
}

/// The first moment of a year.
fn year(year: i16) -> Timestamp {
    let first = jiff::civil::date(year, 1, 1).to_datetime(jiff::civil::Time::midnight());
    TimeZone::UTC
        .to_timestamp(first)
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Returns a search through ordered steps as an SQL expression: the first offset below the first step, and from each
/// step on its own.
fn tree(parameter: &str, first: i32, steps: &[(String, i32)]) -> String {
    let Some((threshold, offset)) = steps.get(steps.len() / 2) else {
        return format!("to_seconds({first})");
    };
    let (below, above) = steps.split_at(steps.len() / 2);
    format!(
        "CASE WHEN {parameter} < {threshold} THEN {} ELSE {} END",
        tree(parameter, first, below),
        tree(parameter, *offset, &above[1..])
    )
}

#[cfg(test)]
mod tests {
    use duckdb::Connection;
    use jiff::{ToSpan as _, civil::date};

    use super::*;

    /// Rules of several parts of the world: both hemispheres, none, half an hour, and days without a midnight.
    const RULES: [&str; 7] = [
        "UTC0",
        "<+08>-8",
        "NZST-12NZDT,M9.5.0,M4.1.0/3",
        "EST5EDT,M3.2.0,M11.1.0",
        "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
        "EET-2EEST,M4.5.5/0,M10.5.4/24",
        "CST5CDT,M3.2.0/0,M11.1.0/1",
    ];

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn monday_morning_in_auckland_is_monday_though_it_is_sunday_in_utc() {
        let auckland = Zone::of_rules("NZST-12NZDT,M9.5.0,M4.1.0/3");
        let moment = at("2026-11-29T18:07:00Z");
        assert_eq!(auckland.day(moment), date(2026, 11, 30));
        assert_eq!(Zone::utc().day(moment), date(2026, 11, 29));
    }

    #[test]
    fn the_database_finds_the_same_days_and_begins_of_days_as_the_program() {
        let database = Connection::open_in_memory().unwrap();
        for rules in RULES {
            let zone = Zone::of_rules(rules);
            database
                .execute_batch(&format!(
                    "CREATE OR REPLACE MACRO utc_offset_at(moment) AS {};
                     CREATE OR REPLACE MACRO utc_offset_on(on_day) AS {};",
                    zone.offset_at_sql(),
                    zone.offset_on_sql()
                ))
                .unwrap();
            let mut expected = Vec::new();
            let mut moment = at("2026-01-01T00:30:00Z");
            while moment < at("2027-12-31T00:00:00Z") {
                let day = zone.day(moment);
                let begin = zone.moment(day.at(0, 0, 0, 0)).unwrap();
                expected.push(format!(
                    "({}, DATE '{day}', {})",
                    moment.as_microsecond(),
                    begin.as_microsecond()
                ));
                moment += 1.hours();
            }
            let wrong: Option<String> = database
                .query_row(
                    &format!(
                        "SELECT min(concat_ws(' ', moment, day, begin)) FROM (
                             SELECT make_timestamp(m) AS moment, day, make_timestamp(b) AS begin
                             FROM (VALUES {}) AS expected (m, day, b)
                         )
                         WHERE (moment + utc_offset_at(moment))::DATE <> day OR day - utc_offset_on(day) <> begin",
                        expected.join(", ")
                    ),
                    [],
                    |row| row.get(0),
                )
                .unwrap();
            assert_eq!(wrong, None, "{rules}");
        }
    }

    #[test]
    fn a_clock_that_never_changes_costs_the_database_no_search() {
        assert_eq!(Zone::utc().offset_at_sql(), "to_seconds(0)");
        assert_eq!(
            Zone::of_rules("<+08>-8").offset_on_sql(),
            "to_seconds(28800)"
        );
    }

    #[test]
    fn a_name_that_is_no_zone_is_refused_with_what_to_write() {
        let error = Zone::named("Mars/Olympus_Mons").unwrap_err().to_string();
        assert!(
            error.contains("Europe/Berlin") || error.contains("tzdata"),
            "{error}"
        );
        assert_eq!(Zone::named("UTC").unwrap().name(), "UTC");
    }
}
