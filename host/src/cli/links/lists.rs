//! Lists of links.

use crate::cli::exit::{CommandResult, Exit};
use crate::cli::output::Output;
use crate::linking::{CustomerLink, ProductLink};
use crate::render::{Column, Grid, sanitize, table};

/// Prints links of customers.
pub(super) fn customers(links: &[CustomerLink], output: &Output) -> CommandResult {
    if output.json {
        output.print_json(&links)?;
        return Ok(Exit::Ok);
    }
    if links.is_empty() {
        output.note("No such links. `seatwise match` creates links once a distributor has been read and a PSA export imported; `--state` shows only some of them.");
        return Ok(Exit::Ok);
    }
    let mut grid = Grid::new(vec![
        Column::text("connection"),
        Column::text("customer"),
        Column::text("customer of the PSA"),
        Column::text("psa"),
        Column::text("state"),
        Column::text("basis"),
        Column::number("sure"),
        Column::text("money"),
        Column::text("by"),
    ]);
    for link in links {
        grid.push([
            link.connection.clone(),
            sanitize(&link.customer_name).into_owned(),
            sanitize(&link.psa_customer_name).into_owned(),
            link.psa.clone(),
            link.state.to_string(),
            link.basis.clone(),
            percent(link.confidence),
            if link.owner { "owner" } else { "" }.to_owned(),
            sanitize(&link.decided_by).into_owned(),
        ]);
    }
    output.print(&table(&grid, output.look()))?;
    Ok(Exit::Ok)
}

/// Prints links of products.
pub(super) fn products(links: &[ProductLink], output: &Output) -> CommandResult {
    if output.json {
        output.print_json(&links)?;
        return Ok(Exit::Ok);
    }
    let mut grid = Grid::new(vec![
        Column::text("product of the contracts"),
        Column::text("psa"),
        Column::text("of customer"),
        Column::text("product key"),
        Column::text("distributed product"),
        Column::text("state"),
        Column::text("basis"),
        Column::text("why"),
    ]);
    for link in links {
        grid.push([
            sanitize(&link.line_key).into_owned(),
            link.psa.clone(),
            link.customer_id.clone().unwrap_or_else(|| "all".to_owned()),
            sanitize(&link.product_key).into_owned(),
            sanitize(&link.product_name).into_owned(),
            link.state.to_string(),
            link.basis.clone(),
            sanitize(link.explanation.as_deref().unwrap_or_default()).into_owned(),
        ]);
    }
    output.print(&table(&grid, output.look()))?;
    Ok(Exit::Ok)
}

/// A probability in percent, never rounded up to certainty.
pub(super) fn percent(confidence: Option<f64>) -> String {
    confidence.map_or_else(String::new, |confidence| {
        format!("{:.1} %", (confidence * 1000.0).floor() / 10.0)
    })
}
