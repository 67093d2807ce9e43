//! Ids that a spreadsheet rewrote, names that several ids have, and ids that several names have.

use duckdb::Connection;

use super::MOST_FAULTS;
use crate::psa::{
    content::Content, error::ReadFault, field::position, read::ReadFile, report::RowFault,
    source::CONTROLS,
};

/// So many names are listed in a note.
const NAMED: usize = 10;

/// What spreadsheets show where a formula fails. `#N/A` is not among them: it stands for no value.
const FORMULA_ERROR: &str = "#(REF|NAME|VALUE|DIV/0|NUM|NULL|SPILL|CALC|BEZUG|WERT|ZAHL|FELD)[!?]|#NV|#NOM[?]|#VALEUR!|#NOMBRE[?]";

/// Ids by which rows find each other. A digit that is lost joins what does not belong together.
const IDS: &[&str] = &[
    "id",
    "customer_id",
    "contract_id",
    "product_code",
    "vendor_sku",
    "publisher_subscription_id",
    "tenant_id",
    "tax_id",
];

/// Lists the rows whose ids are no longer what the PSA wrote.
pub(super) fn rewritten(
    connection: &Connection,
    read: &ReadFile,
) -> Result<Vec<RowFault>, ReadFault> {
    let located = &read.located;
    let mut faults = Vec::new();
    for name in IDS.iter().chain(&["customer_name", "name", "product_name"]) {
        let Some(place) = position(located.content, name) else {
            continue;
        };
        let column = located.describe(place, read.numbered);
        if column.is_empty() {
            continue;
        }
        let mut statement = connection.prepare(&format!(
            "SELECT line, {name} AS value, regexp_full_match({name}, '#+') AS is_too_narrow,
                 starts_with({name}, '#') AS is_error
             FROM typed
             WHERE is_shortened({name}) OR regexp_full_match({name}, '###+|{FORMULA_ERROR}')
             ORDER BY line LIMIT {MOST_FAULTS}"
        ))?;
        let rows = statement.query_map([], |row| {
            let (is_too_narrow, is_error): (bool, bool) =
                (row.get("is_too_narrow")?, row.get("is_error")?);
            let rule = if is_error && !is_too_narrow {
                "is the error of a spreadsheet formula; correct the formula and export the file again"
            } else if is_too_narrow {
                "is what a spreadsheet shows in a column that is too narrow; widen the column, and export the file again"
            } else {
                "is a number that a spreadsheet shortened, and its last digits are lost; export the file again, and open it with this column as text"
            };
            Ok(RowFault {
                line: row.get("line")?,
                row: None,
                column: Some(column.clone()),
                value: Some(row.get("value")?),
                rule: rule.to_owned(),
            })
        })?;
        for fault in rows {
            faults.push(fault?);
        }
    }
    faults.extend(steering(connection, read)?);
    Ok(faults)
}

/// Lists the rows with a control character in an id. It is not taken out as out of a name: what is left may be the id of
/// another.
fn steering(connection: &Connection, read: &ReadFile) -> Result<Vec<RowFault>, ReadFault> {
    let located = &read.located;
    let mut faults = Vec::new();
    for name in IDS {
        let Some(place) = position(located.content, name) else {
            continue;
        };
        let column = located.describe(place, read.numbered);
        if column.is_empty() {
            continue;
        }
        let mut statement = connection.prepare(&format!(
            "SELECT line, {name} AS value FROM typed WHERE regexp_matches({name}, '[{CONTROLS}]')
             ORDER BY line LIMIT {MOST_FAULTS}"
        ))?;
        let rows = statement.query_map([], |row| {
            Ok(RowFault {
                line: row.get("line")?,
                row: None,
                column: Some(column.clone()),
                value: Some(row.get("value")?),
                rule: "contains a control character, which no id may have; correct it, and export the file again"
                    .to_owned(),
            })
        })?;
        for fault in rows {
            faults.push(fault?);
        }
    }
    Ok(faults)
}

/// Says which names are there in several spellings, under several ids, and which ids under several names.
pub(super) fn notes(connection: &Connection, content: Content) -> duckdb::Result<Vec<String>> {
    let customers = match content {
        Content::ContractLines => "line_customers_named",
        Content::Customers => "listed_customers_named",
    };
    let questions = [
        (
            format!(
                "SELECT '“' || min(name) || '” (' || string_agg(DISTINCT id, ', ' ORDER BY id) || ')'
                 FROM {customers} WHERE id IS NOT NULL
                 GROUP BY lower(name) HAVING count(DISTINCT id) > 1 ORDER BY min(line)"
            ),
            "names that several ids have",
            "they are kept as separate customers; if they are the same, merge them in the PSA",
        ),
        (
            format!(
                "SELECT id || ' (' || string_agg(DISTINCT '“' || name || '”', ', ' ORDER BY '“' || name || '”') || ')'
                 FROM {customers} WHERE id IS NOT NULL
                 GROUP BY id HAVING count(DISTINCT letters_of(name)) > 1 ORDER BY min(line)"
            ),
            "ids of customers that have several names",
            "each id is read as one customer",
        ),
        (
            format!(
                "SELECT string_agg(DISTINCT '“' || name || '”', ' and ' ORDER BY '“' || name || '”')
                 FROM {customers} WHERE id IS NULL
                 GROUP BY letters_of(name) HAVING count(DISTINCT lower(name)) > 1 ORDER BY min(line)"
            ),
            "names that differ only in marks and spaces",
            "they are kept as separate customers, since the file has no ids for them",
        ),
    ];
    let mut notes = lost_letters(connection, customers)?;
    if content == Content::Customers {
        let phones: u64 = connection.query_row(
            "SELECT count(*) FROM typed WHERE is_shortened(phone)",
            [],
            |row| row.get(0),
        )?;
        if phones > 0 {
            notes.push(format!(
                "phone numbers that a spreadsheet shortened: {phones}; they are left out"
            ));
        }
    }
    for (sql, which, what) in questions {
        let mut statement = connection.prepare(&sql)?;
        let found: Vec<String> = statement
            .query_map([], |row| row.get(0))?
            .collect::<duckdb::Result<_>>()?;
        if !found.is_empty() {
            notes.push(format!(
                "{which}: {}; {what}: {}",
                found.len(),
                named(&found)
            ));
        }
    }
    Ok(notes)
}

/// Says which names were read in a wrong encoding before they came into the file, or lost letters: “CafÃ©”, “M�ller”.
fn lost_letters(connection: &Connection, customers: &str) -> duckdb::Result<Vec<String>> {
    let mut statement = connection.prepare(&format!(
        r"SELECT DISTINCT '“' || name || '”' FROM {customers}
          WHERE regexp_matches(name, '\x{{fffd}}|[\x{{c2}}\x{{c3}}][\x{{80}}-\x{{bf}}]|\x{{e2}}\x{{20ac}}') ORDER BY ALL"
    ))?;
    let found: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<duckdb::Result<_>>()?;
    Ok((!found.is_empty())
        .then(|| {
            format!(
                "names with letters that were lost or misread before the export: {}; they are kept as they are, and are unlikely to be matched; export the file again from the program itself: {}",
                found.len(),
                named(&found)
            )
        })
        .into_iter()
        .collect())
}

/// The first of some texts, and how many more there are.
pub(super) fn named(texts: &[String]) -> String {
    let shown: Vec<&str> = texts.iter().take(NAMED).map(String::as_str).collect();
    match texts.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
