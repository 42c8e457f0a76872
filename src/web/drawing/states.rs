//! Mexico's states, darker the more agreements each has, with the numbers; those around the capital once more and larger.

use askama::Template;

use super::classes::Classes;
use super::mexico::{Drawn, ENLARGED, Inset, drawn, view};
use super::view::rounded;
use super::{Place, titled};
use crate::error::{Error, Result};
use crate::language::{Language, words};
use crate::web::said;

/// The height of a number's letters, and about how wide a digit is.
const LETTER: f64 = 30.0;
const DIGIT_WIDTH: f64 = 0.56 * LETTER;
/// The width of a border.
const LINE: f64 = 2.0;

/// What the map shows.
pub struct Mexico<'a> {
    /// Tells the parts of this picture from those of others on a page.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    /// Those not among them have none.
    pub states: &'a [Place],
    pub language: Language,
}

#[derive(Template)]
#[template(path = "drawing/states.svg")]
struct Picture<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    width: f64,
    height: f64,
    shapes: Vec<Shape<'a>>,
    inset: Inset,
    inset_letter: f64,
    inset_line: f64,
    legend: Vec<Class>,
    legend_top: f64,
}

/// A state as it is drawn.
struct Shape<'a> {
    code: &'static str,
    /// Nothing where there are no agreements to lead to.
    count: Option<&'a Place>,
    path: &'static str,
    class: usize,
    title: String,
    number: String,
    middle: (i32, i32),
    /// Whether the number fits into it.
    fits: bool,
    /// Whether it is in the inset, and whether its number fits there.
    enlarged: bool,
    fits_enlarged: bool,
}

struct Class {
    number: usize,
    y: usize,
    label: String,
}

/// The colours of the classes, from none on, and what is written on them.
const COLOURS: [(&str, &str); 6] = [
    ("#f6f5f1", "#1c1b19"),
    ("#cbe4df", "#1c1b19"),
    ("#9ccdc4", "#1c1b19"),
    ("#6fb3a8", "#1c1b19"),
    ("#2f8075", "#fff"),
    ("#165f56", "#fff"),
];

impl Class {
    const fn colour(&self) -> &'static str {
        COLOURS[self.number].0
    }
}

impl Shape<'_> {
    const fn colour(&self) -> &'static str {
        COLOURS[self.class].0
    }

    const fn ink(&self) -> &'static str {
        COLOURS[self.class].1
    }
}

impl Mexico<'_> {
    /// The map as SVG.
    ///
    /// # Errors
    /// None that can be expected: what is drawn is text.
    pub fn draw(&self) -> Result<String> {
        let most = self.states.iter().map(|state| state.count).max().unwrap_or(0);
        let classes = Classes::up_to(most);
        let legend = self.legend(&classes, most);
        Picture {
            id: self.id,
            title: self.title,
            description: self.description,
            width: view().width,
            height: view().height,
            shapes: drawn().iter().map(|drawn| self.shape(drawn, &classes)).collect(),
            inset: Inset::new(),
            inset_letter: LETTER / f64::from(ENLARGED),
            inset_line: LINE / f64::from(ENLARGED),
            legend_top: view().height - 70.0 - 46.0 * f64::from(u8::try_from(legend.len()).unwrap_or(u8::MAX)),
            legend,
        }
        .render()
        .map_err(Error::internal)
    }

    fn shape(&self, drawn: &'static Drawn, classes: &Classes) -> Shape<'_> {
        let code = drawn.state.outline.code.as_str();
        let found = self.states.iter().find(|count| count.code == code);
        let count = found.map_or(0, |found| found.count);
        let number = said::number(count);
        let width = f64::from(u8::try_from(number.len()).unwrap_or(u8::MAX)) * DIGIT_WIDTH;
        let needed = (width / 2.0).hypot(LETTER * 0.36);
        Shape {
            code,
            count: found.filter(|found| found.count > 0),
            path: &drawn.path,
            class: classes.of(count),
            title: found.map_or_else(String::new, |found| titled(&found.name, count, self.language)),
            number,
            middle: rounded(drawn.middle),
            fits: needed <= drawn.room,
            enlarged: drawn.enlarged,
            fits_enlarged: needed <= drawn.room * f64::from(ENLARGED),
        }
    }

    /// The classes there can be with so many agreements in the state that has most.
    fn legend(&self, classes: &Classes, most: u64) -> Vec<Class> {
        let none = words!("Ninguno", "None").in_language(self.language).to_owned();
        let span = |(least, last): (u64, Option<u64>)| {
            let least_said = said::number(least);
            match last {
                Some(last) if last == least => least_said,
                Some(last) => format!("{least_said}–{}", said::number(last)),
                None => words!("{least_said} o más", "{least_said} or more")
                    .in_language(self.language)
                    .to_owned(),
            }
        };
        let spans = classes.spans().take_while(|(least, _)| *least <= most.max(1)).map(span);
        let labels = std::iter::once(none).chain(spans).enumerate();
        labels
            .map(|(number, label)| Class {
                number,
                y: 46 * number,
                label,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Position;
    use crate::web::drawing::tests::elements;

    fn drawn(counts: &[(&str, u64)]) -> String {
        let states: Vec<Place> = counts
            .iter()
            .map(|(code, count)| Place {
                code: (*code).to_owned(),
                name: format!("Estado {code}"),
                position: Position(0.0, 0.0),
                count: *count,
                href: format!("/es/states/{code}"),
            })
            .collect();
        Mexico {
            id: "mx",
            title: "Acuerdos por estado",
            description: "Más oscuro cuantos más",
            states: &states,
            language: Language::Spanish,
        }
        .draw()
        .unwrap()
    }

    /// How light a colour is to the eye, from 0 to 1 (WCAG 2.2, relative luminance).
    fn lightness(colour: &str) -> f64 {
        let long = if colour.len() == 4 {
            colour.chars().skip(1).flat_map(|digit| [digit; 2]).collect()
        } else {
            colour[1..].to_owned()
        };
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&long[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    }

    #[test]
    fn numbers_can_be_read_on_their_colour_and_classes_told_apart() {
        for (colour, ink) in COLOURS {
            let (one, other) = (lightness(colour), lightness(ink));
            assert!(
                (one.max(other) + 0.05) / (one.min(other) + 0.05) >= 4.5,
                "{ink} on {colour}"
            );
        }
        for [(lighter, _), (darker, _)] in COLOURS.array_windows() {
            assert!(
                (lightness(lighter) + 0.05) / (lightness(darker) + 0.05) > 1.15,
                "{lighter} {darker}"
            );
        }
    }

    #[test]
    fn a_state_leads_somewhere_where_it_has_agreements() {
        let picture = drawn(&[("08", 22), ("09", 3), ("29", 0)]);
        let links = elements(&picture, "a");
        let stops: Vec<_> = links
            .iter()
            .filter(|link| !link.contains_key("tabindex"))
            .map(|link| link["href"].as_str())
            .collect();
        assert_eq!(stops, ["/es/states/08", "/es/states/09"]);
        // The capital's once more, in the inset.
        assert_eq!(links.len(), 3);
        assert_eq!(
            elements(&picture, "path")
                .iter()
                .filter(|path| path.contains_key("id"))
                .count(),
            32
        );
    }

    #[test]
    fn a_number_that_does_not_fit_stands_in_the_inset() {
        let written = |count: u64| {
            drawn(&[("09", count)])
                .matches(&format!(">{}</text>", said::number(count)))
                .count()
        };
        assert_eq!(written(33), 1);
        // Of a large state both times it is shown.
        assert_eq!(drawn(&[("08", 1_234)]).matches(">1,234</text>").count(), 1);
    }

    #[test]
    fn the_legend_ends_with_the_class_that_is_there() {
        let legend = |most: u64| drawn(&[("08", most)]).matches("stroke=\"#6b6a66\"/><text").count();
        assert_eq!([legend(0), legend(1), legend(22), legend(5_000)], [2, 2, 6, 6]);
    }
}
