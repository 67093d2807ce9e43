//! Customers and contract lines out of typed rows, and the rules that they must keep.

use duckdb::Connection;
use jiff::civil::Date;

use super::{
    MOST_FAULTS,
    ids::{self, named},
    typed::typed,
};
use crate::{
    base::bounds::{MAX_AMOUNT, MAX_LINE_TOTAL},
    psa::{
        content::Content,
        error::ReadFault,
        field::{Kind, fields, position},
        profile::{ExtendedBy, Section},
        read::ReadFile,
        report::{MOST_SKIPPED, RowFault, Skipped},
    },
    store::PLAIN_ID,
};

/// What came of the rows of a file.
#[derive(Debug, Default)]
pub(in crate::psa) struct Canonical {
    /// Rows that break a rule.
    pub(in crate::psa) faults: Vec<RowFault>,
    /// Rows of other billing periods.
    pub(in crate::psa) skipped: u64,
    /// Examples of them.
    pub(in crate::psa) examples: Vec<Skipped>,
    /// What stays unknown, a sentence each.
    pub(in crate::psa) notes: Vec<String>,
}

/// Makes the table `lines` or `customers`.
pub(in crate::psa) fn canonical(
    connection: &Connection,
    read: &ReadFile,
    section: &Section,
    currency: Option<&str>,
    as_of_day: Date,
) -> Result<Canonical, ReadFault> {
    connection.execute_batch(include_str!("../sql/helpers.sql"))?;
    connection.execute_batch(PLAIN_ID)?;
    connection.execute_batch(&variables(section, currency, as_of_day))?;
    let tables: Vec<String> = connection
        .prepare("SELECT table_name FROM duckdb_tables()")?
        .query_map([], |row| row.get(0))?
        .collect::<duckdb::Result<_>>()?;
    let understood = |name: &str| {
        tables
            .iter()
            .any(|table| table.strip_prefix("understood_") == Some(name))
    };
    connection.execute_batch(&typed(&read.located, understood))?;
    match read.located.content {
        Content::ContractLines => lines(connection, read, section),
        Content::Customers => {
            connection.execute_batch(include_str!("../sql/customers.sql"))?;
            let mut result = Canonical {
                faults: faults(connection, read, include_str!("../sql/customer_faults.sql"))?,
                notes: ids::notes(connection, Content::Customers)?,
                ..Canonical::default()
            };
            result.notes.extend(names_alone(connection, read)?);
            result.faults.extend(ids::rewritten(connection, read)?);
            let twins = faults(connection, read, include_str!("../sql/customer_twins.sql"))?;
            result.faults.extend(twins);
            Ok(result)
        }
    }
}

fn lines(
    connection: &Connection,
    read: &ReadFile,
    section: &Section,
) -> Result<Canonical, ReadFault> {
    connection.execute_batch(include_str!("../sql/lines.sql"))?;
    let mut statement = connection.prepare(&format!(
        "SELECT
             line,
             concat_ws(' · ', product, period_from, period_last_day) AS text,
             count(*) OVER () AS skipped,
             CASE
                 WHEN replaced_by IS NULL THEN 'another period'
                 ELSE 'the same period as ' || chr(1) || replaced_by || chr(1) || ', which counts'
             END AS reason
         FROM other_periods ORDER BY line LIMIT {MOST_SKIPPED}"
    ))?;
    let mut result = Canonical {
        faults: faults(connection, read, include_str!("../sql/line_faults.sql"))?,
        notes: notes(connection, section)?,
        ..Canonical::default()
    };
    result.notes.extend(equal_rows(connection, read)?);
    result.notes.extend(never_in_force(connection, read)?);
    result
        .notes
        .extend(ids::notes(connection, Content::ContractLines)?);
    result.faults.extend(ids::rewritten(connection, read)?);
    let twins = faults(connection, read, include_str!("../sql/line_twins.sql"))?;
    result.faults.extend(twins);
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        result.skipped = row.get("skipped")?;
        result.examples.push(Skipped {
            line: row.get("line")?,
            row: None,
            reason: row.get("reason")?,
            text: row.get("text")?,
        });
    }
    Ok(result)
}

fn faults(connection: &Connection, read: &ReadFile, sql: &str) -> duckdb::Result<Vec<RowFault>> {
    let content = read.located.content;
    let column = |name: String| {
        let place = position(content, &name)?;
        let described = read.located.describe(place, read.numbered);
        Some(if described.is_empty() {
            name
        } else {
            described
        })
    };
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(RowFault {
            line: row.get("line")?,
            row: None,
            column: column(row.get("field")?),
            value: row.get("value")?,
            rule: row.get("rule")?,
        })
    })?;
    rows.take(MOST_FAULTS).collect()
}

/// Says which rows are equal to another one in every column; each counts as a line of its own.
fn equal_rows(connection: &Connection, read: &ReadFile) -> duckdb::Result<Option<String>> {
    let filled = |name: &str| {
        let place = position(Content::ContractLines, name);
        let places = place.and_then(|place| read.located.places.get(place));
        places.is_some_and(|places| !places.is_empty())
    };
    // Rows that have different ids are not copies.
    if filled("id") {
        return Ok(None);
    }
    let compared: Vec<String> = fields(Content::ContractLines)
        .iter()
        .filter(|field| filled(field.name))
        .map(|field| match field.kind {
            Kind::Text => field.name.to_owned(),
            _ => format!("{}_text", field.name),
        })
        .collect();
    let mut statement = connection.prepare(&format!(
        "SELECT max(line) AS line, count(*) - 1 AS copies
         FROM present GROUP BY hash({}, extra) HAVING count(*) > 1 ORDER BY 1",
        compared.join(", ")
    ))?;
    let copies: Vec<(u64, u64)> = statement
        .query_map([], |row| Ok((row.get("line")?, row.get("copies")?)))?
        .collect::<duckdb::Result<_>>()?;
    if copies.is_empty() {
        return Ok(None);
    }
    let rows: u64 = copies.iter().map(|(_, rows)| rows).sum();
    let lines: Vec<String> = copies
        .iter()
        .map(|(line, _)| read.clean.places.worded(*line))
        .collect();
    Ok(Some(format!(
        "rows that equal another row in every column: {rows}; each counts as a separate line, so remove those that are there by mistake ({})",
        named(&lines)
    )))
}

/// Says which lines end before they begin. PSAs write that of lines that were cancelled before their first day.
fn never_in_force(connection: &Connection, read: &ReadFile) -> duckdb::Result<Option<String>> {
    let mut statement = connection
        .prepare("SELECT line FROM lines WHERE effective_to <= effective_from ORDER BY line")?;
    let lines: Vec<String> = statement
        .query_map([], |row| Ok(read.clean.places.worded(row.get(0)?)))?
        .collect::<duckdb::Result<_>>()?;
    Ok((!lines.is_empty()).then(|| {
        format!(
            "lines that end before they begin: {}; they never apply and bill nothing; correct their dates if that is wrong ({})",
            lines.len(),
            named(&lines)
        )
    }))
}

/// Says which customers of a list have no more than a name: below a report, a remark looks like one.
fn names_alone(connection: &Connection, read: &ReadFile) -> duckdb::Result<Option<String>> {
    let located = &read.located;
    let columns = located.places.iter().filter(|places| !places.is_empty());
    if columns.count() + located.rest.len() < 2 {
        return Ok(None);
    }
    let mut statement = connection.prepare(
        "SELECT name, line FROM customers
         WHERE id = name AND extra IS NULL
             AND coalesce(
                 kind, tenant_id, tax_id, domain, phone, address_street, address_city, address_region,
                 address_postal_code, address_country
             ) IS NULL
         ORDER BY line",
    )?;
    let names: Vec<String> = statement
        .query_map([], |row| {
            let (name, line): (String, u64) = (row.get("name")?, row.get("line")?);
            Ok(format!("“{name}” in {}", read.clean.places.worded(line)))
        })?
        .collect::<duckdb::Result<_>>()?;
    Ok((!names.is_empty()).then(|| {
        format!(
            "customers with only a name in the list: {}; a remark in the report looks the same: {}",
            names.len(),
            named(&names)
        )
    }))
}

/// Says what the lines leave unknown: it is counted, and never taken for zero.
fn notes(connection: &Connection, section: &Section) -> duckdb::Result<Vec<String>> {
    let counts: [u64; 7] = connection.query_row(
        "SELECT
             (SELECT count(*) FROM lines WHERE quantity_billed IS NULL) AS quantities,
             (SELECT count(*) FROM netted
                 WHERE price IS NULL AND NOT disputed AND NOT extended_is_open AND NOT total_of_a_part) AS prices,
             (SELECT count(*) FROM netted WHERE disputed) AS disputed,
             (SELECT count(*) FROM present WHERE billing_period_text IS NULL) AS defaults,
             (SELECT count(*) FROM netted WHERE NOT cost_has_currency AND stated_cost IS NOT NULL) AS costs,
             (SELECT count(*) FROM netted WHERE extended_is_open) AS open,
             (SELECT count(*) FROM netted WHERE total_of_a_part) AS parts",
        [],
        |row| {
            Ok([
                row.get("quantities")?,
                row.get("prices")?,
                row.get("disputed")?,
                row.get("defaults")?,
                row.get("costs")?,
                row.get("open")?,
                row.get("parts")?,
            ])
        },
    )?;
    let [quantities, prices, disputed, defaults, costs, open, parts] = counts;
    let period = match section.billing_period_months {
        Some(1) => "they count as billed every month, as the profile says".to_owned(),
        Some(months) => {
            format!("they count as billed every {months} months, as the profile says")
        }
        None => "it is unknown, and so is their monthly price".to_owned(),
    };
    let unknown = "it is unknown, not zero".to_owned();
    let sentences = [
        ("without a quantity", quantities, unknown.clone()),
        ("without a unit price", prices, unknown),
        (
            "whose unit price times the quantity is not the extended price",
            disputed,
            "it may be a flat rate, tiers or a wrong total, so the price is unknown, not zero; if \
             one of the two columns is right, map only that one in a mapping file"
                .to_owned(),
        ),
        (
            "whose extended price may be that of the quantity or of the billed quantity, and that have no unit price",
            open,
            "the price is unknown, not zero; set extended_price_of = \"quantity\" or \"billed\" in a mapping file"
                .to_owned(),
        ),
        (
            "with the total of part of a billing period and no unit price",
            parts,
            "the price is unknown, not zero; export the unit prices too".to_owned(),
        ),
        ("without a billing period", defaults, period),
        (
            "with a cost in a different currency than the price",
            costs,
            "the cost is left out".to_owned(),
        ),
    ];
    Ok(sentences
        .into_iter()
        .filter(|(_, rows, _)| *rows > 0)
        .map(|(which, rows, what)| format!("rows {which}: {rows}; {what}"))
        .collect())
}

/// What a person and the profile say where the file says nothing.
fn variables(section: &Section, currency: Option<&str>, as_of_day: Date) -> String {
    let text = |value: Option<&str>| {
        value.map_or("NULL::VARCHAR".to_owned(), |value| format!("'{value}'"))
    };
    let number = |value: Option<String>, kind: &str| {
        format!("{}::{kind}", value.unwrap_or("NULL".to_owned()))
    };
    let rate = section
        .tax_rate
        .map(|units| format!("({units} * 0.000001)"));
    let months = section
        .billing_period_months
        .map(|months| months.to_string());
    [
        ("as_of_day", format!("DATE '{as_of_day}'")),
        ("currency", text(currency.or(section.currency.as_deref()))),
        ("timing", text(section.timing.as_deref())),
        ("tax_rate", number(rate, "DECIMAL(18, 6)")),
        ("billing_period_months", number(months, "INTEGER")),
        ("prices_include_tax", section.prices_include_tax.to_string()),
        (
            "one_time_within_period",
            section.one_time_within_period.to_string(),
        ),
        (
            "extended_price_of",
            text(section.extended_price_of.map(|by| match by {
                ExtendedBy::Quantity => "quantity",
                ExtendedBy::Billed => "billed",
            })),
        ),
        ("largest_amount", MAX_AMOUNT.to_string()),
        ("largest_line_total", MAX_LINE_TOTAL.to_string()),
    ]
    .iter()
    .map(|(name, value)| format!("SET VARIABLE {name} = {value};"))
    .collect()
}
