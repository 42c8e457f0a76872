//! A table whose rows are bars: what is read and what is seen are one.

use super::labels::share;
use crate::web::said;

/// The table with its bars.
pub struct Bars {
    /// Tells it from others on a page.
    pub id: String,
    pub title: String,
    /// What stands above the names.
    pub heading: String,
    pub first: Vec<Bar>,
    /// Behind «ver más».
    pub more: Vec<Bar>,
    /// How many agreements have no value.
    pub without: Option<String>,
    /// Where the numbers are as a file.
    pub csv: Option<String>,
}

pub struct Bar {
    pub label: String,
    pub href: String,
    pub count: String,
    /// The agreements that are counted, where the name leads elsewhere.
    pub counted: Option<String>,
    /// In hundredths of the longest.
    pub length: String,
    /// A class of the style sheet that gives its colour.
    pub class: &'static str,
}

/// What a bar is drawn from.
pub struct Counted {
    pub label: String,
    pub count: u64,
    /// The agreements that are counted.
    pub href: String,
    /// The page of what is named, if it has one.
    pub page: Option<String>,
    pub class: &'static str,
}

/// So many bars are shown at once.
const FIRST: usize = 15;
/// The least that can be seen, in hundredths.
const SHORTEST: f64 = 0.5;

impl Bars {
    /// The bars in the order in which they come.
    pub fn new(id: &str, title: &str, heading: &str, counted: Vec<Counted>) -> Self {
        let most = counted.iter().map(|one| one.count).max().unwrap_or(0);
        let bar = |one: Counted| {
            let (href, counted) = match one.page {
                Some(page) => (page, Some(one.href)),
                None => (one.href, None),
            };
            Bar {
                length: format!("{:.1}%", (100.0 * share(one.count, most)).max(SHORTEST)),
                count: said::number(one.count),
                label: one.label,
                href,
                counted,
                class: one.class,
            }
        };
        let mut first: Vec<Bar> = counted.into_iter().map(bar).collect();
        // Whoever opens the rest should find more than two.
        let more = if first.len() > FIRST + 2 {
            first.split_off(FIRST)
        } else {
            Vec::new()
        };
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            heading: heading.to_owned(),
            first,
            more,
            without: None,
            csv: None,
        }
    }

    /// The same with how many agreements have no value, if there are any.
    pub fn without(self, count: u64) -> Self {
        Self {
            without: (count > 0).then(|| said::number(count)),
            ..self
        }
    }

    /// The same with where the numbers are as a file.
    pub fn with_csv(self, address: String) -> Self {
        Self {
            csv: Some(address),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(counts: &[u64]) -> Bars {
        let counted = counts.iter().map(|count| Counted {
            label: String::new(),
            count: *count,
            href: String::new(),
            page: None,
            class: "",
        });
        Bars::new("states", "Por estado", "Estado", counted.collect())
    }

    #[test]
    fn the_longest_bar_is_whole_and_half_as_many_are_half_as_long() {
        let bars = bars(&[3_000, 1_500, 1]);
        let lengths: Vec<_> = bars.first.iter().map(|bar| bar.length.as_str()).collect();
        assert_eq!(lengths, ["100.0%", "50.0%", "0.5%"]);
        assert_eq!(bars.first[0].count, "3,000");
    }

    #[test]
    fn what_would_be_long_is_behind_more_unless_little_is_left() {
        let parted = |counts: usize| {
            let bars = bars(&vec![1; counts]);
            (bars.first.len(), bars.more.len())
        };
        assert_eq!([parted(15), parted(17), parted(18)], [(15, 0), (17, 0), (15, 3)]);
    }
}
