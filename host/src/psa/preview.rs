//! The first rows of a file, as they were understood.

use duckdb::Connection;

use super::{content::Content, report::PreviewRow, source::Places};

/// So many rows tell whether a file was understood.
const ROWS: usize = 5;

/// Returns the first rows with their lines. What is unknown is left out.
pub(super) fn preview(
    connection: &Connection,
    content: Content,
    places: &Places,
) -> duckdb::Result<Vec<PreviewRow>> {
    let columns: &[(&str, &str)] = match content {
        Content::ContractLines => &[
            ("line", "line"),
            ("customer", "customer_name"),
            ("contract", "contract_name"),
            ("product", "product_name"),
            ("code", "product_code"),
            ("sku", "vendor_sku"),
            ("quantity", "quantity"),
            ("included", "nullif(included_quantity, 0)"),
            ("billed", "quantity_billed"),
            ("unit price", "unit_price"),
            ("unit cost", "unit_cost"),
            ("currency", "currency"),
            ("tax taken out", "tax_rate"),
            ("months", "billing_period_months"),
            ("timing", "timing"),
            ("from", "effective_from"),
            ("to", "effective_to"),
            (
                "billed at all",
                "coalesce(not_billed_reason, CASE WHEN NOT contract_active THEN 'contract not active' WHEN NOT recurring THEN 'once' ELSE 'yes' END)",
            ),
        ],
        Content::Customers => &[
            ("line", "line"),
            ("id", "id"),
            ("name", "name"),
            ("active", "active"),
            ("kind", "kind"),
            ("tenant", "tenant_id"),
            ("tax id", "tax_id"),
            ("domain", "domain"),
            ("phone", "phone"),
            ("street", "address_street"),
            ("postal code", "address_postal_code"),
            ("city", "address_city"),
            ("country", "address_country"),
        ],
    };
    let table = match content {
        Content::ContractLines => "lines",
        Content::Customers => "customers",
    };
    let selected: Vec<String> = columns.iter().map(|(_, sql)| shown(sql)).collect();
    let mut statement = connection.prepare(&format!(
        "SELECT {} FROM {table} ORDER BY line LIMIT {ROWS}",
        selected.join(", ")
    ))?;
    let rows = statement.query_map([], |row| {
        let mut values = Vec::new();
        for (place, (name, _)) in columns.iter().enumerate() {
            let Some(value) = row.get::<_, Option<String>>(place)? else {
                continue;
            };
            match (*name, value.parse()) {
                ("line", Ok(number)) => {
                    let (line, row) = places.of(number);
                    values.push(("line".to_owned(), line.to_string()));
                    values.extend(row.map(|row| ("row".to_owned(), row.to_string())));
                }
                _ => values.push(((*name).to_owned(), value)),
            }
        }
        Ok(values)
    })?;
    rows.collect()
}

/// A value as text; of a decimal, no zeros that say nothing.
fn shown(sql: &str) -> String {
    let text = format!("CAST({sql} AS VARCHAR)");
    let decimals = ["quantity", "included", "unit_", "tax_rate"];
    if decimals.iter().any(|name| sql.contains(name)) {
        return format!(
            "regexp_replace(regexp_replace({text}, '(\\.\\d\\d\\d*?)0+$', '\\1'), '\\.00$', '')"
        );
    }
    text
}
