//! The dashboard and the review as a person uses them: in a real browser, with a mouse, a keyboard and a printer.

use std::path::{Path, PathBuf};
use std::time::Duration;

use duckdb::Connection;
use seatwise::analysis;
use seatwise::store::Store;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::{Browser, Colours, Medium, keys};
use crate::command::{done, seatwise};

const GOLDEN: &str = include_str!("golden/data.sql");

/// Names that a customer or a product may have: scripts of the world, from right to left too, and what a page could
/// take for its own.
const NAMES: [&str; 10] = [
    "Müller & Söhne",
    "شركة النور للتقنية",
    "חברת אור",
    "北京软件有限公司",
    "株式会社みらい",
    "ООО «Ромашка»",
    "Ελληνική Εταιρεία",
    "<script>document.title = 'broken'</script>",
    "\"><img src=x onerror=\"document.title = 'broken'\">",
    "नमस्ते 🏢 ไทย",
];

/// A working folder of the golden scenario with so many findings.
struct Place(TempDir);

impl Place {
    fn with_findings(count: usize) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("seatwise.toml"), "").unwrap();
        let database = folder.path().join("seatwise.duckdb");
        drop(Store::open(&database).unwrap());
        let connection = Connection::open(&database).unwrap();
        analysis::install(&connection).unwrap();
        connection.execute_batch(GOLDEN).unwrap();
        drop(connection);
        let mut store = Store::open_for_analysis(&database, Duration::ZERO).unwrap();
        let now = "2026-11-20T07:00:00Z".parse().unwrap();
        analysis::refresh(&mut store, now).unwrap();
        drop(store);
        let names: Vec<String> = NAMES
            .iter()
            .map(|name| format!("'{}'", name.replace('\'', "''")))
            .chain([
                "repeat('Immer länger ', 16)".to_owned(),
                "repeat('x', 200)".to_owned(),
            ])
            .collect();
        Connection::open(&database)
            .unwrap()
            .execute_batch(&format!(
                "CREATE TEMP TABLE grown AS
                     SELECT findings.* REPLACE (
                         printf('%016x', copy.n::BIGINT) AS finding_id,
                         [{0}][1 + (copy.n % {1})::INTEGER] AS customer_name,
                         (100000 - copy.n)::DECIMAL(18, 2) + 0.25 AS amount,
                         CASE WHEN copy.n % 7 = 3 THEN 'muted' ELSE 'open' END AS state,
                         ['high', 'medium', 'low'][1 + (copy.n % 3)::INTEGER] AS severity
                     )
                     FROM range({count}) AS copy(n)
                     JOIN (SELECT *, row_number() OVER (ORDER BY finding_id) - 1 AS place FROM findings) AS findings
                         ON findings.place = copy.n % (SELECT count(*) FROM findings);
                 ALTER TABLE grown DROP place;
                 DELETE FROM findings;
                 INSERT INTO findings SELECT * FROM grown;
                 UPDATE psa_customers SET name = '<i>Cedar</i> שלום ' || name WHERE id = 'W3';",
                names.join(", "),
                names.len()
            ))
            .unwrap();
        Self(folder)
    }

    fn dashboard(&self) -> PathBuf {
        done(
            self.0.path(),
            &["report", "dashboard", "--out", "page.html"],
        );
        self.0.path().join("page.html")
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

/// What must hold of every page, whatever was done with it.
fn assert_quiet(browser: &Browser, when: &str) {
    assert_eq!(browser.console_errors(), [""; 0], "{when}");
    assert_eq!(browser.requests(), [""; 0], "{when}");
    assert_ne!(browser.run("return document.title"), "broken", "{when}");
}

fn said(browser: &Browser) -> String {
    // On a machine that has much else to do, the script may still be at work when the page counts as loaded.
    let said = browser.run(
        "return new Promise((done) => {
             const look = (left) => {
                 const text = document.querySelector('#filters output').textContent;
                 if (text || !left) done(text);
                 else setTimeout(() => look(left - 1), 100);
             };
             look(200);
         });",
    );
    said.as_str().unwrap().to_owned()
}

/// Sets a filter as a person would, and waits until the page has shown what it leaves.
fn filter(browser: &Browser, name: &str, value: &str) {
    let script = format!(
        "const field = document.querySelector('#filters').elements[{}];
         field.value = {};
         field.dispatchEvent(new Event('input', {{bubbles: true}}));
         return new Promise((done) => setTimeout(done, 150));",
        json!(name),
        json!(value)
    );
    browser.run(&script);
}

fn column(browser: &Browser, table: &str, column: usize) -> Vec<String> {
    let cells = browser.run(&format!(
        "return [...document.querySelectorAll('table[data-table=\"{table}\"] > tbody > tr:not(.detail)')]
             .map((row) => row.cells[{column}].textContent)"
    ));
    let cells = cells.as_array().unwrap().iter();
    cells
        .map(|cell| cell.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn findings_are_filtered_sorted_and_unfolded() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let place = Place::with_findings(50);
    browser.resize(1400, 1000);
    browser.open(&place.dashboard());
    // 50 less those that are muted: 3, 10, 17 … 45.
    assert_eq!(said(&browser), "43 of 50 findings");
    browser.screenshot("dashboard-light");

    filter(&browser, "state", "muted");
    assert_eq!(said(&browser), "7 of 50 findings");
    filter(&browser, "state", "");
    assert_eq!(said(&browser), "50 of 50 findings");
    filter(&browser, "severity", "high");
    assert_eq!(said(&browser), "17 of 50 findings");
    assert!(
        column(&browser, "findings", 1)
            .iter()
            .all(|cell| cell == "high")
    );
    filter(&browser, "severity", "");
    filter(&browser, "customer", "söhne");
    let customers = column(&browser, "findings", 3);
    assert_eq!(customers.len(), 5);
    assert!(customers.iter().all(|name| name == "Müller & Söhne"));
    filter(&browser, "customer", "");
    filter(&browser, "class", "under billed");
    let classes = column(&browser, "findings", 2);
    assert!(!classes.is_empty() && classes.iter().all(|class| class == "under billed"));
    browser.click("#filters button[type=reset]");
    browser.run("return new Promise((done) => setTimeout(done, 150))");
    assert_eq!(said(&browser), "43 of 50 findings");
    filter(&browser, "text", "no such words");
    assert_eq!(said(&browser), "0 of 50 findings");
    filter(&browser, "text", "");
    filter(&browser, "distributor", "Sherweb");
    let distributors = column(&browser, "findings", 5);
    assert!(!distributors.is_empty() && distributors.iter().all(|name| name.contains("Sherweb")));
    let margins = column(&browser, "products", 2);
    assert!(!margins.is_empty() && margins.iter().all(|name| name.contains("Sherweb")));
    filter(&browser, "distributor", "");

    let amounts = |browser: &Browser| -> Vec<f64> {
        let cells = column(browser, "findings", 7);
        cells
            .iter()
            .map(|cell| cell.replace('\u{202f}', "").parse().unwrap())
            .collect()
    };
    let head = "table[data-table=findings] th:nth-child(8) button";
    browser.click(head);
    let descending = amounts(&browser);
    assert!(
        descending.is_sorted_by(|one, other| one >= other),
        "{descending:?}"
    );
    browser.click(head);
    let ascending = amounts(&browser);
    assert!(
        ascending.is_sorted() && ascending.len() == 43,
        "{ascending:?}"
    );
    let sorted = browser.run(
        "return document.querySelector('table[data-table=findings] th:nth-child(8)').ariaSort",
    );
    assert_eq!(sorted, "ascending");

    // The keyboard alone unfolds the first finding and folds it again.
    browser.run("document.querySelector('button.unfold').focus()");
    browser.press(keys::ENTER);
    let detail = browser.run("return document.querySelector('tr.detail')?.textContent ?? ''");
    let detail = detail.as_str().unwrap();
    assert!(
        detail.contains("How it is calculated") && detail.contains("Rows of customers"),
        "{detail}"
    );
    assert_eq!(
        browser.run("return document.querySelector('button.unfold').ariaExpanded"),
        "true"
    );
    browser.screenshot("dashboard-unfolded");
    browser.press(keys::ENTER);
    assert_eq!(
        browser.run("return document.querySelectorAll('tr.detail').length"),
        0
    );
    assert_quiet(&browser, "after all of it");
}

#[test]
fn the_arithmetic_that_unfolds_is_that_of_the_command() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let place = Place::with_findings(20);
    browser.open(&place.dashboard());
    let shown = browser.run(
        "const found = [];
         for (const button of document.querySelectorAll('button.unfold')) {
             button.click();
             const row = button.closest('tr');
             const steps = [...row.nextElementSibling.querySelectorAll('.steps tr')];
             found.push([row.dataset.finding, steps.map((step) => [...step.cells].map((cell) => cell.textContent))]);
         }
         return found;",
    );
    let shown = shown.as_array().unwrap();
    assert_eq!(shown.len(), 17);
    for finding in shown {
        let id = finding[0].as_str().unwrap();
        let told: Value =
            serde_json::from_str(&done(place.path(), &["--json", "findings", "show", id])).unwrap();
        let steps: Vec<Value> = told["arithmetic"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| json!([step["label"], step["value"].as_str().unwrap_or("unknown")]))
            .collect();
        assert_eq!(finding[1], json!(steps), "{id}");
    }
    assert_quiet(&browser, "unfolded");
}

#[test]
fn pages_of_no_one_and_five_thousand_findings_work() {
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.resize(1400, 1000);
    for (count, open) in [(0, 0), (1, 1), (5_000, 4_286)] {
        let place = Place::with_findings(count);
        browser.open(&place.dashboard());
        let words = match count {
            0 => "no findings".to_owned(),
            _ => format!("{open} of {count} findings"),
        };
        assert_eq!(said(&browser), words);
        let rows = column(&browser, "findings", 1).len();
        assert_eq!(rows, open.min(100), "{count} findings");
        if open > 100 {
            let took = browser.run(
                "const begun = performance.now();
                 const field = document.querySelector('#filters').elements.text;
                 field.value = 'müller';
                 field.dispatchEvent(new Event('input', {bubbles: true}));
                 return new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(performance.now() - begun)), 61));",
            );
            eprintln!(
                "a word leaves some of {count} findings after {took} ms, 60 of them on purpose"
            );
            assert!(
                column(&browser, "findings", 3)
                    .iter()
                    .all(|name| name.contains("Müller"))
            );
            filter(&browser, "text", "");
            browser.run("document.querySelector('#findings .more button').click()");
            assert_eq!(column(&browser, "findings", 1).len(), 200);
        }
        browser.screenshot(&format!("dashboard-{count}"));
        assert_quiet(&browser, &format!("{count} findings"));
    }
}

#[test]
fn a_link_leads_to_what_its_sender_saw() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let place = Place::with_findings(50);
    browser.open(&place.dashboard());
    filter(&browser, "severity", "low");
    filter(&browser, "customer", "北京");
    let before = said(&browser);
    let seen = browser.run(
        "const hash = location.hash;
         document.querySelector('#filters').reset();
         return new Promise((done) => setTimeout(() => {
             location.hash = hash;
             setTimeout(() => done(hash), 150);
         }, 150));",
    );
    assert!(seen.as_str().unwrap().contains("severity=low"), "{seen}");
    assert_eq!(said(&browser), before);
    assert_ne!(before, "43 of 50 findings");
}

#[test]
fn names_of_every_script_are_shown_as_they_are_and_in_their_direction() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let place = Place::with_findings(24);
    browser.resize(390, 800);
    browser.open(&place.dashboard());
    filter(&browser, "state", "");
    let shown = column(&browser, "findings", 3);
    for name in NAMES {
        assert!(shown.iter().any(|cell| cell == name), "{name}");
    }
    assert!(shown.contains(&"x".repeat(200)));
    let directions = browser.run(
        "return ['شركة', '北京'].map((start) => getComputedStyle(
             [...document.querySelectorAll('[data-table=findings] td')].find((cell) => cell.textContent.startsWith(start))
         ).direction)",
    );
    assert_eq!(directions, json!(["rtl", "ltr"]));
    // Tables scroll by themselves; the page does not.
    assert_eq!(
        browser.run("return document.documentElement.scrollWidth <= innerWidth"),
        true
    );
    browser.screenshot("dashboard-names");
    assert_quiet(&browser, "with names of every script");
}

#[test]
fn pages_are_dark_for_those_who_want_it_and_black_on_white_on_paper() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let place = Place::with_findings(150);
    browser.resize(1400, 1000);
    browser.open(&place.dashboard());
    let paper = "return getComputedStyle(document.body).backgroundColor";
    assert_eq!(browser.run(paper), "rgb(255, 255, 255)");
    browser.emulate(Medium::Screen, Colours::Dark);
    assert_eq!(browser.run(paper), "rgb(20, 24, 29)");
    let contrast = browser.run(CONTRAST);
    assert!(contrast.as_f64().unwrap() >= 4.5, "{contrast}");
    browser.screenshot("dashboard-dark");
    browser.emulate(Medium::Paper, Colours::Dark);
    assert_eq!(browser.run(paper), "rgb(255, 255, 255)");
    assert_eq!(
        browser.run("return getComputedStyle(document.querySelector('#filters')).display"),
        "none"
    );
    browser.emulate(Medium::Screen, Colours::Light);
    let contrast = browser.run(CONTRAST);
    assert!(contrast.as_f64().unwrap() >= 4.5, "{contrast}");
    let printed = browser.print();
    assert!(printed.starts_with(b"%PDF-"));
    // All that match are on paper, and afterwards as many as before on the screen.
    for (moment, rows) in [("beforeprint", 129), ("afterprint", 100)] {
        browser.run(&format!("window.dispatchEvent(new Event('{moment}'))"));
        assert_eq!(column(&browser, "findings", 1).len(), rows, "{moment}");
    }
    assert_quiet(&browser, "printed");
}

/// The lowest contrast (WCAG 2) of any text on its background, but for what is hidden.
const CONTRAST: &str = "
    const luminance = (color) => {
        const [r, g, b] = color.match(/[0-9.]+/g).map(Number).map((value) => {
            value /= 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element) => {
        for (; element; element = element.parentElement) {
            const color = getComputedStyle(element).backgroundColor;
            if (color !== 'rgba(0, 0, 0, 0)') return color;
        }
        return 'rgb(255, 255, 255)';
    };
    let lowest = 21;
    for (const element of document.querySelectorAll('h1, h2, p, td, th, button, label, a, caption, dt, dd, .legend span:not([aria-hidden]), svg text')) {
        if (!element.textContent.trim() || !element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        const color = element.closest('svg') ? style.fill : style.color;
        const [a, b] = [luminance(color), luminance(background(element))].sort((x, y) => y - x);
        lowest = Math.min(lowest, (a + 0.05) / (b + 0.05));
    }
    return lowest;";

#[test]
fn everything_has_a_name_for_those_who_do_not_see_it() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let place = Place::with_findings(50);
    browser.open(&place.dashboard());
    let nameless = browser.run(
        "const faults = [];
         for (const table of document.querySelectorAll('table')) if (!table.caption?.textContent.trim()) faults.push(table.outerHTML.slice(0, 80));
         for (const field of document.querySelectorAll('input, select')) if (!field.labels?.length) faults.push(field.outerHTML);
         for (const button of document.querySelectorAll('button')) if (!(button.ariaLabel || button.textContent.trim())) faults.push(button.outerHTML);
         for (const picture of document.querySelectorAll('svg')) {
             const label = document.getElementById(picture.getAttribute('aria-labelledby'));
             if (picture.getAttribute('role') !== 'img' || !label?.textContent.trim()) faults.push(picture.outerHTML.slice(0, 80));
             if (!picture.closest('figure').querySelector('details table')) faults.push('no figures: ' + label?.textContent);
         }
         const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
         for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push('twice: ' + id);
         for (const head of document.querySelectorAll('thead th')) if (head.scope !== 'col') faults.push(head.outerHTML);
         return faults;",
    );
    assert_eq!(nameless, json!([]));
    // From the start of the page, the keyboard reaches the way past the head first.
    browser.run("document.activeElement.blur()");
    browser.press(keys::TAB);
    assert_eq!(
        browser.run("return document.activeElement.className"),
        "skip"
    );
}

#[test]
fn a_review_is_read_on_a_screen_and_on_paper() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let place = Place::with_findings(50);
    std::fs::write(
        place.path().join("logo.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg' width='120' height='40'><rect width='120' height='40' fill='#c55a11'/></svg>",
    )
    .unwrap();
    std::fs::write(
        place.path().join("seatwise.toml"),
        "[brand]\nname = \"Northwind <IT>\"\nlogo = \"logo.svg\"\ncolor = \"#1f4e79\"\naccent = \"#c55a11\"\n",
    )
    .unwrap();
    for (arguments, name) in [
        (&["--pdf", "review.pdf"][..], "qbr"),
        (&["--for-customer"][..], "qbr-for-customer"),
    ] {
        let command = [
            "report",
            "qbr",
            "--customer",
            "W3",
            "--quarter",
            "2026Q4",
            "--out",
            "review.html",
        ];
        done(place.path(), &[&command[..], arguments].concat());
        browser.resize(1200, 1600);
        browser.open(&place.path().join("review.html"));
        let title = browser.run("return document.querySelector('h1').textContent");
        assert!(
            title.as_str().unwrap().contains("<i>Cedar</i> שלום"),
            "{title}"
        );
        assert_eq!(
            browser.run("return document.querySelector('.of').textContent"),
            "Northwind <IT>"
        );
        assert_eq!(
            browser.run("return document.querySelector('img').naturalWidth"),
            120
        );
        assert!(browser.run(CONTRAST).as_f64().unwrap() >= 4.5);
        browser.screenshot(name);
        browser.emulate(Medium::Screen, Colours::Dark);
        assert!(browser.run(CONTRAST).as_f64().unwrap() >= 4.5);
        browser.emulate(Medium::Screen, Colours::Light);
        assert!(browser.print().starts_with(b"%PDF-"));
        assert_quiet(&browser, name);
    }
    let pdf = std::fs::read(place.path().join("review.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
}

/// The values of all parts of a report, as text without needless zeros.
fn values_of_json(report: &Value) -> Vec<String> {
    let parts = report.as_object().unwrap().values();
    let rows = parts.filter_map(Value::as_array).flatten();
    rows.flat_map(|row| row.as_object().unwrap().values().map(plain_value))
        .collect()
}

fn plain_value(value: &Value) -> String {
    match value {
        Value::Null => "unknown".to_owned(),
        Value::String(text) => text.clone(),
        other => plain(&other.to_string()),
    }
}

fn plain(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit.is_ascii_digit()) => {
            let fraction = fraction.trim_end_matches('0');
            let dot = if fraction.is_empty() { "" } else { "." };
            format!("{whole}{dot}{fraction}")
        }
        _ => text.to_owned(),
    }
}

#[test]
fn reports_have_the_same_figures_as_html_as_json_and_in_sql() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let place = Place::with_findings(20);
    for report in [
        &["customer", "W3"][..],
        &["customer", "H1"][..],
        &["digest", "--week", "2026-W47"][..],
    ] {
        let json = done(
            place.path(),
            &[&["report"], report, &["--format", "json"][..]].concat(),
        );
        let mut told: Value = serde_json::from_str(&json).unwrap();
        done(
            place.path(),
            &[
                &["report"],
                report,
                &["--format", "html", "--out", "page.html"][..],
            ]
            .concat(),
        );
        browser.open(&place.path().join("page.html"));
        let shown = browser
            .run("return [...document.querySelectorAll('td')].map((cell) => cell.textContent)");
        let mut shown: Vec<String> = shown
            .as_array()
            .unwrap()
            .iter()
            .map(|cell| plain(cell.as_str().unwrap()))
            .collect();
        let mut values: Vec<String> = values_of_json(&told)
            .iter()
            .map(|value| plain(value))
            .collect();
        // The reader of JSON forgets the order of keys.
        shown.sort();
        values.sort();
        assert_eq!(shown, values, "{report:?}");
        assert!(!shown.is_empty());
        if let Some(licences) = told.get_mut("licences") {
            let sql = format!(
                "SELECT product_name AS product, seats_bought AS bought, cents(monthly_cost) AS cost,
                     cents(monthly_revenue) AS revenue
                 FROM license_rollup WHERE psa_customer_id = '{}' ORDER BY product_name, product_key, charge_model",
                report[1]
            );
            let queried: Value =
                serde_json::from_str(&done(place.path(), &["query", &sql, "--format", "json"]))
                    .unwrap();
            let licences: Vec<Value> = licences
                .as_array()
                .unwrap()
                .iter()
                .map(|row| json!({"product": row["product"], "bought": row["bought"], "cost": row["cost"], "revenue": row["revenue"]}))
                .collect();
            assert_eq!(Value::from(licences), queried, "{report:?}");
        }
        assert_quiet(&browser, "a report");
    }
}

#[test]
fn who_is_meant_is_asked_before_a_page_is_written() {
    let place = Place::with_findings(1);
    let said = |arguments: &[&str]| {
        let ended = seatwise(place.path(), arguments);
        assert_ne!(ended.code, 0, "{arguments:?}");
        assert!(!place.path().join("page.html").exists());
        ended.stderr
    };
    let qbr = |customer, quarter| {
        said(&[
            "report",
            "qbr",
            "--customer",
            customer,
            "--quarter",
            quarter,
            "--out",
            "page.html",
        ])
    };
    assert!(qbr("nobody at all", "2026Q3").contains("no customer has it as an id or in its name"));
    assert!(qbr("e", "2026Q3").contains("use the full name or the id"));
    assert!(qbr("W3", "2026-Q5").contains("write it as 2026Q3"));
    assert!(qbr("W3", "2190Q1").contains("has not come yet"));
    let elsewhere = ["report", "dashboard", "--out", "no/such/folder/page.html"];
    assert!(said(&elsewhere).contains("no/such/folder/page.html"));
    std::fs::write(
        place.path().join("seatwise.toml"),
        "[brand]\nlogo = \"missing.png\"\n",
    )
    .unwrap();
    assert!(said(&["report", "dashboard", "--out", "page.html"]).contains("missing.png"));
}
