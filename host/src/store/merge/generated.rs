//! The SQL that follows from the definition of a dataset.

use crate::store::dataset::{Change, Column, ColumnType, Definition, Role, Scope};

/// What a comparison begins with: the rows that were read, each key once, and what of them is new or changed.
pub(super) fn compare(definition: &Definition) -> String {
    let keys = lines(definition.of(Role::Key), ", ", |column| {
        column.name.to_owned()
    });
    format!(
        "-- The same key twice in one read: the last row wins.
CREATE OR REPLACE TEMP TABLE last_rows AS
SELECT max(staged_row) AS staged_row FROM staged_rows GROUP BY {keys};

CREATE OR REPLACE TEMP VIEW incoming AS
SELECT
    {columns}
FROM staged_rows
SEMI JOIN last_rows ON last_rows.staged_row = staged_rows.staged_row;

CREATE OR REPLACE TEMP TABLE changes AS
SELECT
    incoming.staged_row,
    stored.rowid AS stored_row,{first_seen}
    stored.{gone_since} IS NOT NULL AS returned,
    CASE
        WHEN stored.rowid IS NULL THEN 'added'
        WHEN {returned}{kept} THEN 'changed'{prices}
        ELSE 'unchanged'
    END AS change
FROM incoming
LEFT JOIN {table} AS stored
    ON stored.{owner} = getvariable('{owner}'){fixed}{key};
",
        columns = incoming_columns(definition),
        first_seen = match definition.change {
            Change::InPlace => "",
            Change::Anew => "\n    stored.first_seen_at,",
        },
        gone_since = definition.side.gone_since,
        returned = if definition.side.returning_is_a_change {
            format!("stored.{} IS NOT NULL OR ", definition.side.gone_since)
        } else {
            String::new()
        },
        owner = definition.side.owner,
        kept = differs(definition, Role::Kept),
        prices = if has_prices(definition) {
            format!(
                "\n        WHEN incoming.priced AND {} THEN 'changed'",
                differs(definition, Role::Price)
            )
        } else {
            String::new()
        },
        table = definition.table,
        fixed = fixed(definition),
        key = lines(definition.of(Role::Key), "", |column| {
            let name = column.name;
            let is = if column.required {
                "="
            } else {
                "IS NOT DISTINCT FROM"
            };
            format!("\n    AND stored.{name} {is} incoming.{name}")
        }),
    )
}

/// The staged columns as they are written: JSON that is valid, and the months of terms.
fn incoming_columns(definition: &Definition) -> String {
    let of_type = |wanted: ColumnType| {
        definition
            .columns
            .iter()
            .filter(move |column| column.column_type == wanted)
    };
    let json = lines(of_type(ColumnType::Json), ",\n        ", |column| {
        format!("json_or_text(staged_rows.{0}) AS {0}", column.name)
    });
    let months = lines(of_type(ColumnType::Term), "", |column| {
        format!(
            ",\n    term_months(staged_rows.{name}) AS {months}",
            name = column.name,
            months = months(column)
        )
    });
    format!("staged_rows.* REPLACE (\n        {json}\n    ){months}")
}

/// Whether any column of a role is another one than what is stored.
fn differs(definition: &Definition, role: Role) -> String {
    let side = |of: fn(&Column) -> String| lines(definition.of(role), ",\n            ", of);
    format!(
        "row(
            {}
        ) IS DISTINCT FROM row(
            {}
        )",
        side(|column| format!("incoming.{}", column.name)),
        side(|column| match column.column_type {
            ColumnType::Json => format!("stored.{}::VARCHAR", column.name),
            _ => format!("stored.{}", column.name),
        }),
    )
}

/// The stored rows that a complete read of what was read has to contain.
pub(super) fn expected(definition: &Definition) -> String {
    if definition.scope == Scope::Account {
        return expected_of_account(definition);
    }
    let by_subscription = definition.scope == Scope::CustomerOrSubscription;
    let (customer, listed) = match definition.scope {
        Scope::OwnCustomer => ("id", "true"),
        Scope::Account | Scope::Customer | Scope::CustomerOrSubscription => {
            ("customer_id", "coalesce(by_customer.listed, true)")
        }
    };
    let when = |is_so: bool, text: &'static str| if is_so { text } else { "" };
    format!(
        "CREATE OR REPLACE TEMP TABLE expected AS
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.{customer} AS customer_id,
    coalesce(by_customer.proves_absence, {of_subscription}getvariable('account_proves_absence')) AS proves_absence,
    {listed} AS listed
FROM {table} AS stored
LEFT JOIN customer_scope AS by_customer ON by_customer.customer_id = stored.{customer}{join}
WHERE stored.connection = getvariable('connection')
    AND stored.missing_since IS NULL
    AND (
        getvariable('account_read')
        OR by_customer.customer_id IS NOT NULL{or}
    );
",
        of_subscription = when(by_subscription, "by_subscription.proves_absence, "),
        table = definition.table,
        join = when(
            by_subscription,
            "\nLEFT JOIN subscription_scope AS by_subscription ON by_subscription.subscription_id = stored.subscription_id"
        ),
        or = when(
            by_subscription,
            "\n        OR by_subscription.subscription_id IS NOT NULL"
        ),
    )
}

fn expected_of_account(definition: &Definition) -> String {
    let side = definition.side;
    format!(
        "CREATE OR REPLACE TEMP TABLE expected AS
SELECT
    stored.rowid AS stored_row,
    stored.id,
    stored.customer_id,
    getvariable('account_proves_absence') AS proves_absence,
    true AS listed
FROM {table} AS stored
WHERE stored.{owner} = getvariable('{owner}')
    AND stored.{gone_since} IS NULL
    AND getvariable('account_read');
",
        table = definition.table,
        owner = side.owner,
        gone_since = side.gone_since,
    )
}

/// Writes the rows that changed. Where prices could not be asked (`priced` is false), they stay as they were read last.
pub(super) fn update(definition: &Definition) -> String {
    let table = definition.table;
    if definition.change == Change::Anew {
        return format!(
            "DELETE FROM {table}
USING changes
WHERE changes.change = 'changed'
    AND {table}.rowid = changes.stored_row;
"
        );
    }
    let set = lines(written(definition), ",\n    ", |column| match column.role {
        Role::Price => with_months(column, |name| {
            format!(
                "{name} = CASE WHEN incoming.priced THEN incoming.{name} ELSE {table}.{name} END"
            )
        }),
        _ => with_months(column, |name| format!("{name} = incoming.{name}")),
    });
    format!(
        "UPDATE {table}
SET
    {set}
FROM incoming
JOIN changes ON changes.staged_row = incoming.staged_row
WHERE changes.change = 'changed'
    AND {table}.rowid = changes.stored_row;
"
    )
}

/// Writes the rows that are new, and those that are written again.
pub(super) fn insert(definition: &Definition) -> String {
    let side = definition.side;
    let fixed: String = side
        .origin
        .iter()
        .chain(definition.fixed)
        .map(|(name, value)| format!("\n    {value} AS {name},"))
        .collect();
    let made: String = definition
        .made
        .iter()
        .map(|name| format!("\n    incoming.{name},"))
        .collect();
    let keys = lines(definition.of(Role::Key), "", |column| {
        format!("\n    incoming.{},", column.name)
    });
    let columns = lines(written(definition), "", |column| match column.role {
        Role::Price => with_months(column, |name| {
            format!("\n    CASE WHEN incoming.priced THEN incoming.{name} END AS {name},")
        }),
        _ => with_months(column, |name| format!("\n    incoming.{name},")),
    });
    let priced = if has_prices(definition) {
        "\n    CASE WHEN incoming.priced THEN getvariable('seen_at') END AS priced_at,"
    } else {
        ""
    };
    let (first_seen, which) = match definition.change {
        Change::InPlace => (
            "getvariable('seen_at')",
            "SEMI JOIN (FROM changes WHERE change = 'added') AS added ON added.staged_row = incoming.staged_row",
        ),
        Change::Anew => (
            "coalesce(changes.first_seen_at, getvariable('seen_at'))",
            "JOIN changes ON changes.staged_row = incoming.staged_row\nWHERE changes.change <> 'unchanged'",
        ),
    };
    format!(
        "INSERT INTO {table} BY NAME
SELECT{fixed}{made}{keys}{columns}{priced}
    {first_seen} AS first_seen_at,
    getvariable('seen_at') AS last_seen_at,
    getvariable('run_id') AS {brought_by}
FROM incoming
{which};
",
        table = definition.table,
        brought_by = side.brought_by,
    )
}

/// What a line of a bill says, of which its id is made.
pub(super) fn content(definition: &Definition) -> String {
    let columns = lines(
        written(definition),
        ",\n            ",
        |column| match column.name {
            "customer_id" => {
                "coalesce(staged_rows.customer_id, staged_rows.partition_customer_id)".to_owned()
            }
            name => format!("staged_rows.{name}"),
        },
    );
    format!("row(\n            getvariable('direction'),\n            {columns}\n        )")
}

/// The columns that are written beside the key.
fn written(definition: &Definition) -> impl Iterator<Item = &'static Column> {
    definition
        .columns
        .iter()
        .filter(|column| matches!(column.role, Role::Kept | Role::Price))
}

fn has_prices(definition: &Definition) -> bool {
    definition.of(Role::Price).next().is_some()
}

fn fixed(definition: &Definition) -> String {
    definition
        .fixed
        .iter()
        .map(|(name, value)| format!("\n    AND stored.{name} = {value}"))
        .collect()
}

/// The column in which a table has the months of a term.
fn months(column: &Column) -> String {
    format!("{}_months", column.name)
}

/// What is written of a column, and of its months where it is a term.
fn with_months(column: &Column, write: impl Fn(&str) -> String) -> String {
    let own = write(column.name);
    if column.column_type != ColumnType::Term {
        return own;
    }
    let separator = if own.ends_with(',') { "" } else { ",\n    " };
    format!("{own}{separator}{}", write(&months(column)))
}

fn lines(
    columns: impl Iterator<Item = &'static Column>,
    separator: &str,
    line: impl Fn(&Column) -> String,
) -> String {
    columns.map(line).collect::<Vec<_>>().join(separator)
}
