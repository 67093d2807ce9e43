//! What the tests of the pages share: a database that pages are written of, and pages that are read back.

use std::path::PathBuf;

use regex_lite::Regex;
use tempfile::TempDir;

use super::rows::rows;
use crate::analysis::tests::fixtures::{NOW, Place};
use crate::store::Snapshot;

/// A database that nobody writes any more.
pub(super) struct Written {
    path: PathBuf,
    _folder: TempDir,
}

impl Written {
    pub(super) fn of(place: Place) -> Self {
        let Place { store, folder } = place;
        Self {
            path: store.path().to_owned(),
            _folder: folder,
        }
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot::open(&self.path).unwrap()
    }

    /// The rows of a question, decimals without trailing zeros, what is null as nothing.
    pub(super) fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let rows = rows(&self.snapshot(), sql).unwrap();
        rows.into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|value| plain(&value.unwrap_or_default()))
                    .collect()
            })
            .collect()
    }
}

/// The golden scenario with its findings, each connection synced.
pub(super) fn golden() -> Place {
    let mut place = Place::golden();
    for (connection, vendor) in [("sherweb-main", "sherweb"), ("synnex-main", "synnex")] {
        place.run(&format!(
            "INSERT INTO sync_runs VALUES ('{connection}-1', '{vendor}', '{connection}', '2026-11-20 06:00', '2026-11-20 06:00',
                'complete', NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL)"
        ));
    }
    place.refresh(NOW);
    place
}

/// A figure of a page as the database writes it, without trailing zeros.
pub(super) fn plain(shown: &str) -> String {
    let text = shown.replace('\u{202f}', "");
    let text = text.strip_suffix(" %").unwrap_or(&text);
    if text == "unknown" {
        return String::new();
    }
    crate::analysis::tests::fixtures::plain(text)
}

/// A table of a page: its cells as they are in the file.
pub(super) fn table(html: &str, key: &str) -> Vec<Vec<String>> {
    let start = html.find(&format!("data-table=\"{key}\""));
    let Some(start) = start else {
        return Vec::new();
    };
    let rest = &html[start..];
    cells(&rest[..rest.find("</table>").unwrap()])
}

/// Every table of a page with that key.
pub(super) fn tables(html: &str, key: &str) -> Vec<Vec<Vec<String>>> {
    html.match_indices(&format!("data-table=\"{key}\""))
        .map(|(start, _)| table(&html[start..], key))
        .collect()
}

fn cells(table: &str) -> Vec<Vec<String>> {
    let row = Regex::new("(?s)<tr>(.*?)</tr>").unwrap();
    let cell = Regex::new("(?s)<td[^>]*>(.*?)</td>").unwrap();
    row.captures_iter(table)
        .map(|row| {
            cell.captures_iter(row.get(1).unwrap().as_str())
                .map(|cell| unescape(cell.get(1).unwrap().as_str()))
                .collect::<Vec<_>>()
        })
        .filter(|row| !row.is_empty())
        .collect()
}

fn unescape(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
}

/// The same rows, with their figures as the database writes them.
pub(super) fn figures(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows.into_iter()
        .map(|row| row.iter().map(|cell| plain(cell)).collect())
        .collect()
}
