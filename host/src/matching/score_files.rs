//! Scores two lists in CSV files, without a database: for measuring the matcher on labelled lists.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{bands::Band, engine::match_customers, outcome::Outcome, record::Record};
use crate::base::{files::open_regular, spreadsheet::write_texts};

/// Why two lists could not be scored.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// A file could not be read.
    #[error("read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A column is missing.
    #[error("read {}: it has no column `{column}`; it needs `id` and `name`, and may have domain, email, phone, street, city, postal, country, tenant_id and tax_id", path.display())]
    Column {
        /// The file.
        path: PathBuf,
        /// The column.
        column: &'static str,
    },
    /// Two rows have the same id.
    #[error("read {} line {line}: the id {id:?} appears twice; ids must be unique", path.display())]
    Duplicate {
        /// The file.
        path: PathBuf,
        /// The line of the second.
        line: u64,
        /// The id.
        id: String,
    },
    /// A row has no id.
    #[error("read {} line {line}: the id is empty", path.display())]
    NoId {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
    },
    /// The result could not be written.
    #[error("write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
}

/// What was scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct ScoreSummary {
    /// Rows of the distributor's list.
    pub left: usize,
    /// Rows of the PSA's list.
    pub right: usize,
    /// Rows of the distributor's list that are matched with certainty.
    pub auto: usize,
    /// Rows for which a person must look.
    pub review: usize,
    /// Rows that nothing is like.
    pub none: usize,
}

/// Matches the customers of two CSV files and writes `left_id,right_id,score,band`: the counterpart of
/// a sure one, the candidates of one to review, and the best of the others, which is below both.
///
/// # Errors
///
/// If a file cannot be read or written, lacks a column, or has an id twice. Nothing is written then.
pub fn score_files(left: &Path, right: &Path, out: &Path) -> Result<ScoreSummary, ScoreError> {
    let (lefts, rights) = (read(left)?, read(right)?);
    let outcomes = match_customers(&lefts, &rights, &[]);
    write(out, &outcomes).map_err(|source| ScoreError::Write {
        path: out.to_owned(),
        source,
    })?;
    let count = |band| {
        outcomes
            .iter()
            .filter(|outcome| outcome.band == band)
            .count()
    };
    Ok(ScoreSummary {
        left: lefts.len(),
        right: rights.len(),
        auto: count(Band::Auto),
        review: count(Band::Review),
        none: count(Band::None),
    })
}

fn read(path: &Path) -> Result<Vec<Record>, ScoreError> {
    let fail = |source| ScoreError::Read {
        path: path.to_owned(),
        source,
    };
    let mut reader =
        csv::Reader::from_reader(open_regular(path).map_err(|error| fail(error.into()))?);
    let columns = Columns::of(reader.headers().map_err(fail)?, path)?;
    let mut seen = std::collections::HashSet::new();
    let mut records = Vec::new();
    for row in reader.records() {
        let row = row.map_err(fail)?;
        let record = columns.record(&row);
        let line = row.position().map_or(0, csv::Position::line);
        if record.id.is_empty() {
            return Err(ScoreError::NoId {
                path: path.to_owned(),
                line,
            });
        }
        if !seen.insert(record.id.clone()) {
            return Err(ScoreError::Duplicate {
                path: path.to_owned(),
                line,
                id: record.id,
            });
        }
        records.push(record);
    }
    Ok(records)
}

/// The places of the columns.
struct Columns {
    id: usize,
    name: usize,
    others: [Option<usize>; 9],
}

impl Columns {
    const OTHERS: [&str; 9] = [
        "domain",
        "email",
        "phone",
        "street",
        "city",
        "postal",
        "country",
        "tenant_id",
        "tax_id",
    ];

    fn of(header: &csv::StringRecord, path: &Path) -> Result<Self, ScoreError> {
        let place = |column: &str| {
            header.iter().position(|name| {
                name.trim()
                    .trim_start_matches('\u{feff}')
                    .eq_ignore_ascii_case(column)
            })
        };
        let needed = |column: &'static str| {
            place(column).ok_or_else(|| ScoreError::Column {
                path: path.to_owned(),
                column,
            })
        };
        Ok(Self {
            id: needed("id")?,
            name: needed("name")?,
            others: Self::OTHERS.map(place),
        })
    }

    fn record(&self, row: &csv::StringRecord) -> Record {
        let text = |place: usize| row.get(place).unwrap_or_default().trim();
        let field = |place: Option<usize>| {
            place
                .map(text)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let [
            domain,
            email,
            phone,
            street,
            city,
            postal_code,
            country,
            tenant_id,
            tax_id,
        ] = self.others.map(field);
        Record {
            source: String::new(),
            id: text(self.id).to_owned(),
            // Blanks count: systems that cut names off count them too.
            name: row.get(self.name).unwrap_or_default().to_owned(),
            domain,
            email,
            phone,
            street,
            city,
            postal_code,
            country,
            tenant_id,
            tax_id,
            subscription_ids: Vec::new(),
            first_seen_at: None,
        }
    }
}

fn write(path: &Path, outcomes: &[Outcome]) -> Result<(), csv::Error> {
    let mut writer = io::BufWriter::new(std::fs::File::create(path)?);
    write_texts(&mut writer, ["left_id", "right_id", "score", "band"])?;
    for outcome in outcomes {
        let (band, most) = match outcome.band {
            Band::Auto => ("auto", 1),
            Band::Review => ("review", usize::MAX),
            Band::None => ("none", 1),
        };
        for candidate in outcome.candidates.iter().take(most) {
            let score = format!("{:.4}", candidate.score);
            write_texts(
                &mut writer,
                [&outcome.id, &candidate.id, score.as_str(), band],
            )?;
        }
    }
    Ok(writer.flush()?)
}
