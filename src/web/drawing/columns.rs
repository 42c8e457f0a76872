//! Numbers by year as columns, from nought up. The picture is as wide as there is room, its letters always as large as those
//! around it: what stands sideways is in parts of the width.

use askama::Template;

use super::classes::step_to;
use super::labels::share;
use super::titled;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::web::said;

/// Of the whole picture, and of what is above the axis.
const HEIGHT: f64 = 260.0;
const TOP: f64 = 24.0;
const AXIS: f64 = 228.0;
/// How much of the width a letter takes on the narrowest screen, in hundredths.
const MARGIN_OF_LETTER: f64 = 2.3;
/// No more columns are drawn; beyond, each is for ten years.
const COLUMNS: u16 = 120;
/// No more years are written below the axis: on a telephone there is no room for more.
const YEARS: u16 = 7;

/// What the plot shows.
pub struct Columns<'a> {
    /// Tells the parts of this picture from those of others on a page.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    /// How many there are of each year that has any, in order.
    pub years: &'a [(u16, u64)],
    pub language: Language,
}

#[derive(Template)]
#[template(path = "drawing/columns.svg")]
struct Picture<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    height: f64,
    axis: f64,
    /// In hundredths of the width: the numbers stand there, and the columns in the rest.
    margin: f64,
    lines: Vec<Line>,
    columns: Vec<Column>,
    years: Vec<Year>,
}

/// A line across, with its number.
struct Line {
    y: String,
    label: String,
}

struct Column {
    x: String,
    width: String,
    y: String,
    height: String,
    title: String,
}

struct Year {
    x: String,
    label: u16,
}

impl Columns<'_> {
    /// The plot as SVG; nothing where there is no year.
    ///
    /// # Errors
    /// None that can be expected: what is drawn is text.
    pub fn draw(&self) -> Result<Option<String>> {
        let (Some((first, _)), Some((last, _))) = (self.years.first(), self.years.last()) else {
            return Ok(None);
        };
        let span = if last - first < COLUMNS { 1 } else { 10 };
        let mut counts: Vec<(u16, u64)> = Vec::new();
        for (year, count) in self.years {
            let begin = year / span * span;
            match counts.last_mut() {
                Some((same, sum)) if *same == begin => *sum += count,
                _ => counts.push((begin, *count)),
            }
        }
        let scale = Scale {
            first: first / span * span,
            columns: (last / span - first / span) + 1,
            span,
            most: counts.iter().map(|(_, count)| *count).max().unwrap_or(0),
        };
        let picture = Picture {
            id: self.id,
            title: self.title,
            description: self.description,
            height: HEIGHT,
            axis: AXIS,
            margin: MARGIN_OF_LETTER * f64::from(u8::try_from(said::number(scale.top()).len()).unwrap_or(u8::MAX))
                + 2.0,
            lines: scale.lines(),
            columns: counts
                .iter()
                .map(|(year, count)| scale.column(*year, *count, self.language))
                .collect(),
            years: scale.years(),
        };
        picture.render().map(Some).map_err(Error::internal)
    }
}

/// Which years there are, and how high the highest column is.
struct Scale {
    first: u16,
    columns: u16,
    /// So many years are one column.
    span: u16,
    most: u64,
}

impl Scale {
    /// The number at the top.
    fn top(&self) -> u64 {
        let step = step_to(self.most);
        self.most.div_ceil(step).max(1) * step
    }

    fn y(&self, count: u64) -> f64 {
        AXIS - share(count, self.top()) * (AXIS - TOP)
    }

    fn lines(&self) -> Vec<Line> {
        let step = step_to(self.most);
        let numbers = (1..=self.top() / step).map(|at| at * step);
        let line = |number: u64| Line {
            y: format!("{:.1}", self.y(number)),
            label: said::number(number),
        };
        numbers.map(line).collect()
    }

    /// In hundredths of the width: where a column begins, and how wide one is with the gap behind it.
    fn x(&self, year: u16) -> f64 {
        f64::from((year - self.first) / self.span) * self.width()
    }

    fn width(&self) -> f64 {
        100.0 / f64::from(self.columns)
    }

    fn column(&self, year: u16, count: u64, language: Language) -> Column {
        let y = self.y(count);
        let name = if self.span == 1 {
            year.to_string()
        } else {
            format!("{year}–{}", year + self.span - 1)
        };
        // Few columns would be as wide as doors.
        let width = (self.width() * 0.8).min(8.0);
        Column {
            x: format!("{:.2}%", self.x(year) + (self.width() - width) / 2.0),
            width: format!("{width:.2}%"),
            y: format!("{y:.1}"),
            height: format!("{:.1}", AXIS - y),
            title: titled(&name, count, language),
        }
    }

    fn years(&self) -> Vec<Year> {
        let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].map(|step: u16| step.max(self.span));
        let whole = self.columns * self.span;
        let step = steps.into_iter().find(|step| whole <= step * YEARS).unwrap_or(u16::MAX);
        let last = self.first + (self.columns - 1) * self.span;
        let written = (self.first..=last).filter(|year| year % step == 0);
        let year = |year: u16| Year {
            x: format!("{:.2}%", self.x(year) + self.width() / 2.0),
            label: year,
        };
        written.map(year).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::drawing::tests::elements;

    fn drawn(years: &[(u16, u64)]) -> Option<String> {
        Columns {
            id: "years",
            title: "Por año",
            description: "De la firma",
            years,
            language: Language::Spanish,
        }
        .draw()
        .unwrap()
    }

    fn titles(picture: &str) -> Vec<&str> {
        let parts = picture.split("<title>").skip(1);
        parts.filter_map(|part| part.split("</title>").next()).collect()
    }

    #[test]
    fn a_year_without_any_leaves_its_place_empty() {
        let picture = drawn(&[(2001, 4), (2004, 2)]).unwrap();
        let columns = elements(&picture, "rect");
        let x: Vec<_> = columns.iter().map(|column| column["x"].as_str()).collect();
        assert_eq!(x, ["8.50%", "83.50%"]);
        // From nought up, so that half as many are half as high.
        let height = |at: usize| columns[at]["height"].parse::<f64>().unwrap();
        assert!((height(0) - 2.0 * height(1)).abs() < 0.11);
        assert_eq!(titles(&picture), ["2001: 4 acuerdos", "2004: 2 acuerdos"]);
    }

    #[test]
    fn long_times_are_shown_by_decades() {
        let picture = drawn(&[(1836, 1), (1992, 3), (1999, 4), (2026, 2)]).unwrap();
        assert_eq!(
            titles(&picture),
            ["1830–1839: 1 acuerdo", "1990–1999: 7 acuerdos", "2020–2029: 2 acuerdos"]
        );
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert_eq!(drawn(&[]), None);
    }

    #[test]
    fn a_few_years_are_written_below() {
        for years in [
            &[(2020, 1)][..],
            &[(1992, 1), (2026, 30_000)],
            &[(1000, 1), (2026, 1)],
            &[(1, 1), (9999, 1)],
        ] {
            let picture = drawn(years).unwrap();
            let written = picture.split("class=\"axis\"").nth(1).unwrap().matches("<text").count();
            assert!((1..=8).contains(&written), "{years:?}: {written}");
        }
    }
}
