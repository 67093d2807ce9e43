//! What is on the dashboard, read back and compared with the views.

use jiff::{Timestamp, civil::date};
use serde_json::Value;

use super::*;
use crate::analysis::tests::fixtures::Place;
use crate::report::testing::{Written, figures, golden, plain, table};

fn page(written: &Written) -> String {
    let dashboard = Dashboard {
        day: date(2026, 11, 20),
        written_at: "2026-11-20T08:00:00Z".parse::<Timestamp>().unwrap(),
        connections: vec!["sherweb-main".to_owned(), "synnex-main".to_owned()],
        brand: Brand::default(),
    };
    dashboard.html(&written.snapshot()).unwrap()
}

fn data(html: &str) -> Value {
    let (_, rest) = html
        .split_once("<script type=\"application/json\" id=\"data\">")
        .unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

fn text<'v>(data: &'v Value, number: &Value) -> &'v str {
    match number.as_u64() {
        Some(number) => data["texts"][usize::try_from(number).unwrap()]
            .as_str()
            .unwrap(),
        None => "",
    }
}

/// The rows of a table as the script has them, with figures as the database writes them.
fn rows(data: &Value, key: &str) -> Vec<Vec<String>> {
    data["tables"][key]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let cells = row.as_array().unwrap().iter();
            cells.map(|cell| plain(text(data, cell))).collect()
        })
        .collect()
}

#[test]
fn every_figure_of_the_lists_is_one_of_the_views() {
    let written = Written::of(golden());
    let data = data(&page(&written));
    let same = |key: &str, columns: std::ops::Range<usize>, sql: &str| {
        let mut shown: Vec<Vec<String>> = rows(&data, key)
            .into_iter()
            .map(|row| row[columns.clone()].to_vec())
            .collect();
        let mut expected = written.rows(sql);
        shown.sort();
        expected.sort();
        assert!(!expected.is_empty(), "{key}");
        assert_eq!(shown, expected, "{key}");
    };
    same(
        "findings",
        0..9,
        "SELECT finding_id, severity, replace(condition, '_', ' '), customer_name, product_name,
             list_aggregate(list_transform(vendors, lambda v: vendor_name(v)), 'string_agg', ', '), seats, amount, currency
         FROM findings WHERE state = 'open'",
    );
    same(
        "customers",
        0..9,
        "SELECT customer_name, currency, products, round(monthly_revenue, 2), round(monthly_cost, 2),
             round(monthly_profit, 2), round(margin * 100, 1), products_unknown, round(cost_unknown_margin, 2)
         FROM customer_margin_as_of(DATE '2026-11-20')",
    );
    same(
        "products",
        7..12,
        "SELECT round(sum(monthly_revenue), 2), round(sum(monthly_cost), 2), round(sum(monthly_profit), 2),
             round(sum(monthly_profit) * 100 / nullif(sum(monthly_revenue), 0), 1), count(*) FILTER (unknown_because IS NOT NULL)
         FROM margin_as_of(DATE '2026-11-20') GROUP BY product_key, coalesce(currency, known_cost_currency, known_revenue_currency)",
    );
    same(
        "renewals",
        0..9,
        "SELECT ends_on, days_left, kind, customer_name, product_name, vendor,
             CASE auto_renew WHEN true THEN 'yes' WHEN false THEN 'no' END, seats, reducible_now
         FROM renewals_as_of(DATE '2026-11-20')",
    );
    same(
        "unmatched",
        6..10,
        "SELECT seats, round(monthly_cost, 2), currency, costs_unknown FROM unmatched_as_of(DATE '2026-11-20')",
    );
}

#[test]
fn the_money_at_the_head_is_that_of_the_open_findings() {
    let written = Written::of(golden());
    let html = page(&written);
    let cards: Vec<Vec<String>> = html
        .split("<li data-currency=\"")
        .skip(1)
        .map(|card| {
            let card = &card[..card.find("</li>").unwrap()];
            let mut shown = vec![card[..card.find('"').unwrap()].to_owned()];
            for money in card.split("data-money=\"").skip(1).take(3) {
                let from = money.find('>').unwrap() + 1;
                shown.push(plain(&money[from..money.find('<').unwrap()]));
            }
            shown
        })
        .collect();
    let kind = "CASE WHEN estimated OR confidence = 'estimated' THEN 3 WHEN confidence = 'inferred' THEN 2 ELSE 1 END";
    assert_eq!(
        cards,
        written.rows(&format!(
            "SELECT coalesce(currency, 'unknown'), coalesce(sum(amount) FILTER ({kind} = 1), 0),
                 coalesce(sum(amount) FILTER ({kind} = 2), 0), coalesce(sum(amount) FILTER ({kind} = 3), 0)
             FROM findings WHERE state = 'open' AND condition IN ('unbilled', 'under_billed')
             GROUP BY currency ORDER BY currency NULLS LAST"
        ))
    );
    assert!(!cards.is_empty());
}

#[test]
fn the_classes_and_the_age_of_the_data_are_those_of_the_tables() {
    let written = Written::of(golden());
    let html = page(&written);
    let mut classes: Vec<Vec<String>> = figures(table(&html, "classes"))
        .into_iter()
        .map(|row| {
            vec![
                row[0].clone(),
                row[1].clone(),
                row[2].clone(),
                row[3].clone(),
                row[7].clone(),
            ]
        })
        .collect();
    let mut expected = written.rows(
        // What has no currency has the word for it, which is not a figure.
        "SELECT replace(condition, '_', ' '), coalesce(currency, ''), count(*), count(*) FILTER (severity = 'high'),
             count(*) FILTER (amount IS NULL)
         FROM findings WHERE state = 'open' GROUP BY condition, currency",
    );
    classes.sort();
    expected.sort();
    assert_eq!(classes, expected);
    assert!(classes.len() > 5);
    let connections = table(&html, "connections");
    assert_eq!(connections.len(), 2);
    // Pine Freight could not be read at Sherweb.
    for (row, stale) in connections.iter().zip(["1", "0"]) {
        assert_eq!(
            row[2..7],
            [
                "2026-11-20 06:00",
                "0",
                "2026-11-20 06:00",
                "complete",
                stale
            ]
        );
    }
}

#[test]
fn what_is_there_without_the_script_is_what_the_script_shows() {
    let written = Written::of(golden());
    let html = page(&written);
    let data = data(&html);
    for key in ["findings", "customers", "products", "renewals", "unmatched"] {
        let hidden: Vec<usize> = data["tables"][key]["columns"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
            .filter(|(_, column)| column["kind"] == "hidden")
            .map(|(place, _)| place)
            .collect();
        let scripted: Vec<Vec<String>> = rows(&data, key)
            .into_iter()
            .take(WITHOUT_SCRIPT)
            .map(|row| {
                let cells = row.into_iter().enumerate();
                cells
                    .filter(|(place, _)| !hidden.contains(place))
                    .map(|(_, cell)| cell)
                    .collect()
            })
            .collect();
        assert_eq!(figures(table(&html, key)), scripted, "{key}");
    }
}

#[test]
fn the_figures_behind_the_charts_are_those_of_the_views() {
    let written = Written::of(golden());
    let html = page(&written);
    let weeks: Vec<Vec<String>> = figures(table(&html, "timeline"))
        .into_iter()
        .filter(|row| row[4] != "0")
        .collect();
    assert_eq!(
        weeks,
        written.rows(
            "SELECT date_trunc('week', ends_on)::DATE AS monday, coalesce(sum(seats) FILTER (auto_renew), 0),
                 coalesce(sum(seats) FILTER (NOT auto_renew), 0), coalesce(sum(seats) FILTER (auto_renew IS NULL), 0), count(*)
             FROM renewals_as_of(DATE '2026-11-20') WHERE ends_on IS NOT NULL GROUP BY monday ORDER BY monday"
        )
    );
    assert!(!weeks.is_empty());
    let charts: Vec<String> = html
        .split("<div class=\"drift\"")
        .skip(1)
        .map(|chart| {
            let title = chart.split("id=\"drift-").nth(1).unwrap();
            let title = &title[title.find('>').unwrap() + 1..title.find("</figcaption>").unwrap()];
            let seats = figures(table(chart, "drift"));
            let seats: Vec<String> = seats.into_iter().map(|row| row.join("=")).collect();
            format!("{}: {}", title.split(':').next().unwrap(), seats.join(" "))
        })
        .collect();
    let mut expected: Vec<String> = written
        .rows(
            "SELECT customer_name || ': ' || string_agg(iso_week || '=' || coalesce(seats::VARCHAR, ''), ' ' ORDER BY iso_week)
             FROM seat_weeks_as_of(DATE '2026-11-20', 13)
             GROUP BY customer_key, customer_name, product_key
             HAVING arg_max(seats, iso_week) <> arg_min(seats, iso_week)",
        )
        .into_iter()
        .flatten()
        .collect();
    let mut sorted = charts.clone();
    sorted.sort();
    expected.sort();
    let unescaped: Vec<String> = sorted
        .iter()
        .map(|chart| chart.replace("&amp;", "&"))
        .collect();
    assert_eq!(unescaped, expected);
    assert_eq!(charts.len(), 2, "{charts:?}");
}

#[test]
fn a_week_in_which_a_customer_was_not_read_is_unknown_and_no_removal() {
    let written = Written::of(golden());
    let weeks = |customer: &str| {
        written.rows(&format!(
            "SELECT iso_week, seats FROM seat_weeks_as_of(DATE '2026-11-20', 3)
             WHERE customer_name = '{customer}' ORDER BY iso_week"
        ))
    };
    let row = |week: &str, seats: &str| vec![week.to_owned(), seats.to_owned()];
    let pine = weeks("Pine Freight");
    assert_eq!(
        pine,
        [
            row("2026-W45", ""),
            row("2026-W46", "6"),
            row("2026-W47", "")
        ]
    );
    let cedar = weeks("Cedar Build");
    assert_eq!(
        cedar,
        [
            row("2026-W45", ""),
            row("2026-W46", "10"),
            row("2026-W47", "12")
        ]
    );
    // Nobody said that the seats went, but the customer was read and they were not there.
    let rowan = weeks("Rowan School");
    assert_eq!(rowan[2], row("2026-W47", "10"));
}

#[test]
fn a_finding_unfolds_into_its_arithmetic_and_every_row_that_it_rests_on() {
    let written = Written::of(golden());
    let data = data(&page(&written));
    let all = rows(&data, "findings");
    let mut seen = 0;
    for (place, finding) in all.iter().enumerate() {
        let details = &data["details"][place];
        let steps: Vec<Vec<String>> = details[1]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| {
                vec![
                    text(&data, &step[0]).to_owned(),
                    text(&data, &step[1]).to_owned(),
                ]
            })
            .collect();
        let expected: Vec<Vec<String>> = written
            .rows(&format!(
                "SELECT unnest(from_json(arithmetic, '[{{\"label\":\"VARCHAR\",\"value\":\"VARCHAR\"}}]'), recursive := true)
                 FROM findings WHERE finding_id = '{}'",
                finding[0]
            ));
        let steps: Vec<Vec<String>> = steps
            .into_iter()
            .map(|step| step.iter().map(|cell| plain(cell)).collect())
            .collect();
        assert_eq!(steps, expected, "{}", finding[0]);
        let sources = details[2].as_array().unwrap();
        let listed = written.rows(&format!(
            "SELECT json_array_length(sources) FROM findings WHERE finding_id = '{}'",
            finding[0]
        ));
        assert_eq!(listed[0][0], sources.len().to_string(), "{}", finding[0]);
        for source in sources {
            let row = &data["sources"][usize::try_from(source.as_u64().unwrap()).unwrap()];
            assert!(!text(&data, &row[1]).is_empty());
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen} rows");
}

#[test]
fn only_the_rows_of_findings_that_are_listed_are_in_the_page() {
    let place = golden();
    place.run(
        "INSERT INTO findings
         SELECT findings.* REPLACE (printf('%016x', n::BIGINT) AS finding_id, 'high' AS severity, 99999 AS amount)
         FROM (FROM findings WHERE condition = 'under_billed' ORDER BY finding_id LIMIT 1) AS findings, range(5000) AS copies(n)",
    );
    let data = data(&page(&Written::of(place)));
    assert_eq!(rows(&data, "findings").len(), MOST);
    let named: std::collections::BTreeSet<u64> = data["details"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|details| details[2].as_array().unwrap())
        .map(|source| source.as_u64().unwrap())
        .collect();
    assert_eq!(named.len(), data["sources"].as_array().unwrap().len());
}

#[test]
fn a_database_without_anything_has_a_page_that_says_so() {
    let html = page(&Written::of(Place::empty()));
    for clean in [
        "There are no findings.",
        "Nothing that is bought is left unbilled.",
        "No commitment and no trial ends soon.",
        "Everything has its counterpart.",
    ] {
        assert!(!html.contains(clean), "{clean}");
    }
    for nothing in [
        "Nothing is known to be left unbilled; see above.",
        "Nothing is known; see above.",
        "No seats changed",
        "sherweb-main was never read completely",
    ] {
        assert!(html.contains(nothing), "{nothing}");
    }
    assert_eq!(
        data(&html)["tables"]["findings"]["rows"],
        serde_json::json!([])
    );
}

#[test]
fn names_are_text_wherever_they_stand() {
    let place = golden();
    let name = "</script><img src=x onerror=alert(1)>\"'&<!--";
    place.run(&format!(
        "UPDATE findings SET customer_name = {0}, product_name = {0};
         UPDATE psa_customers SET name = {0}; UPDATE customers SET name = {0};
         UPDATE license_subscriptions SET product_name = {0}; UPDATE subscription_history SET product_name = {0};
         UPDATE license_usage SET seats = seats + 9 WHERE iso_week = '2026-W46';",
        crate::store::sql::text(name)
    ));
    let html = page(&Written::of(place));
    assert!(!html.contains("<img"), "an element came out of a name");
    assert_eq!(html.matches("<script").count(), 2);
    assert_eq!(html.matches("</script>").count(), 2);
    assert!(!html.contains("<!--"));
    let data = data(&html);
    assert!(rows(&data, "findings").iter().all(|row| row[3] == name));
    assert!(html.contains("&lt;&#x2f;script&gt;") || html.contains("&lt;/script&gt;"));
}

#[test]
fn what_was_not_synced_is_said_before_all_figures() {
    let place = golden();
    place.run("UPDATE sync_runs SET status = 'incomplete' WHERE connection = 'synnex-main'");
    let html = page(&Written::of(place));
    let warning = html.find("synnex-main was never read completely").unwrap();
    assert!(warning < html.find("Bought and not billed").unwrap());
    // One customer of the scenario could not be read in a run that is complete otherwise.
    assert!(
        page(&Written::of(golden())).contains("sherweb-main: one part could not be read recently")
    );
    let place = golden();
    place.run("UPDATE sync_checkpoints SET state = 'fresh', stale_since = NULL");
    assert!(!page(&Written::of(place)).contains("role=\"alert\""));
}

#[test]
fn what_was_not_compared_and_what_was_refused_is_said_before_all_figures() {
    let first = |place: Place, told: &str| {
        let html = page(&Written::of(place));
        let warning = html.find(told).unwrap();
        assert!(warning < html.find("Bought and not billed").unwrap());
    };
    let place = golden();
    place.run("DELETE FROM psa_contract_lines; DELETE FROM psa_contract_line_history");
    first(place, "it is unknown what is billed to them");
    let place = golden();
    place.run(
        "INSERT INTO rejected_rows BY NAME SELECT 'sherweb' AS vendor, 'sherweb-main' AS connection, 'subscriptions' AS dataset,
         'S13' AS customer_id, 'currency \"XQQ\" is unknown' AS reason, '{}' AS source, TIMESTAMP '2026-11-20 06:30' AS rejected_at,
         'later-run' AS run_id",
    );
    first(place, "A row of Sherweb was rejected");
}

#[test]
fn absurd_numbers_stop_no_page() {
    let place = golden();
    place.run(
        "UPDATE subscription_history SET seats = 9223372036854775807, unit_cost = 999999999999.999999;
         UPDATE license_subscriptions SET seats = 9223372036854775807, unit_cost = 999999999999.999999;
         UPDATE license_usage SET seats = 9223372036854775807 WHERE iso_week = '2026-W47';
         UPDATE psa_contract_line_history SET unit_price = 999999999999.999999, quantity_billed = 99999999;
         UPDATE charges SET amount = 999999999999.999999, unit_price = 999999999999.999999;
         UPDATE findings SET amount = 9999999999999999.99;",
    );
    let html = page(&Written::of(place));
    assert!(html.contains("Bought and not billed"));
}

#[test]
fn no_script_runs_but_the_one_of_the_page_and_nothing_is_fetched() {
    let html = page(&Written::of(golden()));
    let script = html.rsplit_once("<script>").unwrap().1;
    let script = script.split_once("</script>").unwrap().0;
    let hash = STANDARD.encode(Sha256::digest(script));
    assert!(html.contains(&format!("script-src 'sha256-{hash}'")));
    assert!(html.contains("default-src 'none'"));
    for address in ["http:", "https:", "//", "url("] {
        let head = &html[..html.find("<script type").unwrap()];
        assert!(!head.contains(address), "{address}");
    }
}
