//! What a chart has, and what it says to those who do not see colours.

use super::*;

fn chart(form: Form, series: &[(&str, &[Option<f64>])]) -> Chart {
    let count = series
        .iter()
        .map(|(_, values)| values.len())
        .max()
        .unwrap_or(0);
    Chart {
        title: "Seats".to_owned(),
        form,
        labels: (1..=count).map(|week| format!("W{week:02}")).collect(),
        series: series
            .iter()
            .map(|(name, values)| Series {
                name: (*name).to_owned(),
                values: values.to_vec(),
            })
            .collect(),
        size: (480, 200),
    }
}

#[test]
fn what_is_unknown_is_a_gap_in_the_line_and_not_a_zero() {
    let known = chart(Form::Lines, &[("a", &[Some(3.0), Some(4.0), Some(5.0)])]);
    let gap = chart(Form::Lines, &[("a", &[Some(3.0), None, Some(5.0)])]);
    let lines = |chart: &Chart| {
        chart
            .draw()
            .unwrap()
            .body
            .matches("#0072B2\" stroke-width=\"2\"")
            .count()
    };
    assert_eq!((lines(&known), lines(&gap)), (1, 2));
    let marks = |chart: &Chart| chart.draw().unwrap().body.matches("<circle").count();
    assert_eq!((marks(&known), marks(&gap)), (3, 2));
}

#[test]
fn series_differ_in_colour_and_in_their_mark() {
    let values: &[Option<f64>] = &[Some(1.0), Some(2.0)];
    let five = ["a", "b", "c", "d", "e"].map(|name| (name, values));
    let drawn = chart(Form::Lines, &five).draw().unwrap();
    let marks: std::collections::BTreeSet<_> =
        drawn.legend.iter().map(|entry| entry.mark).collect();
    let colors: std::collections::BTreeSet<_> =
        drawn.legend.iter().map(|entry| &entry.color).collect();
    assert_eq!((marks.len(), colors.len()), (5, 5));
    for entry in &drawn.legend {
        assert!(drawn.body.contains(&entry.color), "{}", entry.name);
    }
    assert!(drawn.body.contains("<circle") && drawn.body.contains("<polygon"));
}

#[test]
fn the_bars_of_a_label_stand_on_top_of_each_other() {
    let drawn = chart(Form::Bars, &[("a", &[Some(2.0)]), ("b", &[Some(3.0)])])
        .draw()
        .unwrap();
    let bars: Vec<(i32, i32)> = drawn
        .body
        .lines()
        .filter(|line| {
            line.starts_with("<rect") && (line.contains("#0072B2") || line.contains("#D55E00"))
        })
        .map(|line| {
            let number = |name: &str| -> i32 {
                let from = line.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
                line[from..].split('"').next().unwrap().parse().unwrap()
            };
            (number("y"), number("height"))
        })
        .collect();
    assert_eq!(bars.len(), 2, "{}", drawn.body);
    let ((first_top, _), (second_top, second_height)) = (bars[0], bars[1]);
    assert!(
        (first_top - second_top - second_height).abs() <= 1,
        "{bars:?}"
    );
}

#[test]
fn the_last_label_is_always_there_and_labels_do_not_touch() {
    let values = vec![Some(1.0); 53];
    let mut chart = chart(Form::Lines, &[("a", &values)]);
    chart.size = (240, 100);
    let body = chart.draw().unwrap().body;
    assert!(body.contains("W53"));
    let labels = body.matches("\nW").count();
    assert!((2..=6).contains(&labels), "{labels} labels in {body}");
}

#[test]
fn a_chart_of_nothing_can_be_drawn() {
    for form in [Form::Lines, Form::Bars] {
        chart(form, &[]).draw().unwrap();
        chart(form, &[("a", &[])]).draw().unwrap();
        chart(form, &[("a", &[None])]).draw().unwrap();
        chart(form, &[("a", &[Some(0.0)])]).draw().unwrap();
    }
}

#[test]
fn what_looks_like_html_in_a_label_is_text() {
    let mut chart = chart(Form::Lines, &[("a", &[Some(1.0)])]);
    chart.labels = vec!["<b>&".to_owned()];
    let body = chart.draw().unwrap().body;
    assert!(body.contains("&lt;b&gt;&amp;") && !body.contains("<b>"));
}
