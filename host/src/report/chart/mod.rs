//! Charts as SVG, drawn by plotters.
//!
//! The reader's style sheet gives the colours of light and dark by the colours that stand here, which are those of
//! light; a chart without it is readable too. Every series has a mark of its own, so that nothing depends on
//! colour alone, and every chart stands before a table of its figures.

mod axis;
#[cfg(test)]
mod tests;

use plotters::coord::Shift;
use plotters::coord::ranged1d::SegmentValue;
use plotters::prelude::*;
use serde::Serialize;

use self::axis::Scale;

/// The colours of series: those of Okabe and Ito (2008) that are dark enough on white, which people with any kind
/// of colour blindness tell apart.
const PALETTE: [RGBColor; 5] = [
    RGBColor(0x00, 0x72, 0xB2),
    RGBColor(0xD5, 0x5E, 0x00),
    RGBColor(0x00, 0x9E, 0x73),
    RGBColor(0xA8, 0x4E, 0x85),
    RGBColor(0x5F, 0x4B, 0x00),
];

/// The marks of series, as text for a legend.
const MARKS: [&str; 5] = ["●", "■", "▲", "◆", "✕"];

/// The most series that one chart can tell apart.
pub(super) const MOST_SERIES: usize = PALETTE.len();

const INK: RGBColor = RGBColor(0x3B, 0x42, 0x4A);
const GRID: RGBColor = RGBColor(0xD5, 0xD9, 0xDE);

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A line with a mark at each value; what is unknown is a gap.
    Lines,
    /// Bars, those of the series on top of each other.
    Bars,
}

/// What is drawn at each label.
#[derive(Debug, Clone)]
pub(super) struct Series {
    /// What it is.
    pub(super) name: String,
    /// A value for each label; none is unknown.
    pub(super) values: Vec<Option<f64>>,
}

/// A chart.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    /// What it shows, with the unit.
    pub(super) title: String,
    /// How it is drawn.
    pub(super) form: Form,
    /// The labels of the horizontal axis, in their order.
    pub(super) labels: Vec<String>,
    /// What is drawn: at most [`MOST_SERIES`].
    pub(super) series: Vec<Series>,
    /// Its width and height in pixels, before the page fits it in.
    pub(super) size: (u32, u32),
}

/// A chart as a page needs it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Drawn {
    title: String,
    width: u32,
    height: u32,
    /// What stands inside the SVG element.
    body: String,
    legend: Vec<Entry>,
}

#[derive(Debug, Clone, Serialize)]
struct Entry {
    mark: &'static str,
    color: String,
    name: String,
}

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("draw the chart \"{title}\": {reason}")]
pub struct ChartError {
    title: String,
    reason: String,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Chart {
    /// Draws it.
    ///
    /// # Errors
    ///
    /// If the library cannot, which is a fault of this program.
    pub(super) fn draw(&self) -> Result<Drawn, ChartError> {
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, self.size).into_drawing_area();
            self.onto(&area).map_err(|reason| ChartError {
                title: self.title.clone(),
                reason: reason.to_string(),
            })?;
        }
        let body = svg
            .split_once('>')
            .and_then(|(_, rest)| rest.rsplit_once("</svg>"))
            .map_or("", |(body, _)| body);
        Ok(Drawn {
            title: self.title.clone(),
            width: self.size.0,
            height: self.size.1,
            body: body.to_owned(),
            legend: self.legend(),
        })
    }

    fn legend(&self) -> Vec<Entry> {
        let entries = self.series.iter().zip(MARKS.iter().zip(PALETTE));
        entries
            .map(|(series, (mark, RGBColor(red, green, blue)))| Entry {
                mark: match self.form {
                    Form::Lines => mark,
                    Form::Bars => "■",
                },
                color: format!("#{red:02X}{green:02X}{blue:02X}"),
                name: series.name.clone(),
            })
            .collect()
    }

    fn onto(&self, area: &Area<'_>) -> Result<(), Failure> {
        let count = i32::try_from(self.labels.len())?;
        let scale = Scale::around(&self.extremes());
        let mut chart = ChartBuilder::on(area)
            .margin(6)
            .margin_right(14)
            .x_label_area_size(24)
            .y_label_area_size(scale.width())
            .build_cartesian_2d((0..count.max(1) - 1).into_segmented(), scale.range())?;
        let label = TextStyle::from(("system-ui, sans-serif", 15).into_font()).color(&INK);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(INK)
            .label_style(label)
            .x_labels(self.labels.len().max(1))
            .y_labels(scale.steps())
            .x_label_formatter(&|at| self.label(at))
            .y_label_formatter(&|value| scale.label(*value))
            .draw()?;
        if scale.goes_below_zero() {
            let zero = [
                (SegmentValue::Exact(0), 0.0),
                (SegmentValue::Exact(count), 0.0),
            ];
            chart.draw_series(LineSeries::new(zero, INK.stroke_width(1)))?;
        }
        match self.form {
            Form::Lines => {
                for (index, series) in self.series.iter().take(MOST_SERIES).enumerate() {
                    for line in connected(&series.values) {
                        let points = line
                            .iter()
                            .map(|(at, value)| (SegmentValue::CenterOf(*at), *value));
                        chart.draw_series(LineSeries::new(
                            points.clone(),
                            PALETTE[index].stroke_width(2),
                        ))?;
                        let color = PALETTE[index];
                        match index {
                            0 => chart.draw_series(
                                points.map(|point| Circle::new(point, 4, color.filled())),
                            )?,
                            1 => chart.draw_series(points.map(|point| {
                                let corners = [(-4, -4), (4, 4)];
                                EmptyElement::at(point) + Rectangle::new(corners, color.filled())
                            }))?,
                            2 => {
                                chart
                                    .draw_series(points.map(|point| {
                                        TriangleMarker::new(point, 6, color.filled())
                                    }))?
                            }
                            3 => chart.draw_series(points.map(|point| {
                                let corners = vec![(0, -6), (6, 0), (0, 6), (-6, 0)];
                                EmptyElement::at(point) + Polygon::new(corners, color.filled())
                            }))?,
                            _ => chart.draw_series(
                                points.map(|point| Cross::new(point, 4, color.stroke_width(2))),
                            )?,
                        };
                    }
                }
            }
            Form::Bars => {
                let mut below = vec![0.0; self.labels.len()];
                for (index, series) in self.series.iter().take(MOST_SERIES).enumerate() {
                    let bars = series.values.iter().zip(&mut below).enumerate();
                    let bars: Vec<_> = bars
                        .filter_map(|(at, (value, below))| {
                            let (at, value) = (i32::try_from(at).ok()?, (*value)?);
                            let from = *below;
                            *below += value;
                            (value != 0.0).then(|| {
                                let corners = [
                                    (SegmentValue::Exact(at), from),
                                    (SegmentValue::Exact(at + 1), *below),
                                ];
                                let mut bar = Rectangle::new(corners, PALETTE[index].filled());
                                bar.set_margin(0, 0, 3, 3);
                                bar
                            })
                        })
                        .collect();
                    chart.draw_series(bars)?;
                }
            }
        }
        area.present()?;
        Ok(())
    }

    /// All values that the vertical axis must reach.
    fn extremes(&self) -> Vec<f64> {
        match self.form {
            Form::Lines => {
                let values = self.series.iter().flat_map(|series| &series.values);
                values.flatten().copied().collect()
            }
            Form::Bars => (0..self.labels.len())
                .map(|at| {
                    let values = self
                        .series
                        .iter()
                        .filter_map(|series| *series.values.get(at)?);
                    values.sum()
                })
                .collect(),
        }
    }

    /// The label of a place; of many labels only so many are shown that they do not touch.
    fn label(&self, at: &SegmentValue<i32>) -> String {
        let SegmentValue::CenterOf(at) = at else {
            return String::new();
        };
        let Ok(at) = usize::try_from(*at) else {
            return String::new();
        };
        let widest = self.labels.iter().map(|label| label.chars().count()).max();
        let fitting = (self.size.0 as usize - 60) / (widest.unwrap_or(1) * 8 + 8);
        let step = self.labels.len().div_ceil(fitting.max(1)).max(1);
        // Counted from the end: the last label, which is now, is always there.
        let to_the_end = self.labels.len().saturating_sub(at + 1);
        match self.labels.get(at) {
            Some(label) if to_the_end.is_multiple_of(step) => label.clone(),
            _ => String::new(),
        }
    }
}

/// Runs of known values with their places.
fn connected(values: &[Option<f64>]) -> Vec<Vec<(i32, f64)>> {
    let mut runs = vec![Vec::new()];
    for (at, value) in (0..).zip(values) {
        match value {
            Some(value) => {
                if let Some(run) = runs.last_mut() {
                    run.push((at, *value));
                }
            }
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
