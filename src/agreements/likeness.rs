//! Whether two agreements look like one: by who concluded them, when, and under which title. Plain rules, tuned on the real sample.

use chrono::NaiveDate;

use super::Side;
use crate::bodies::BodyId;
use crate::partial_date::PartialDate;

/// Signed further apart than this, two agreements of the same parties are two.
pub(super) const MOST_DAYS: u64 = 366;

/// Signed so near to each other, they may be one whatever their titles say.
const NEAR_DAYS: i64 = 31;

/// From here on two titles are alike. “Hermanamiento A – B” and “Acuerdo de hermanamiento entre A y B” are.
const ALIKE: f64 = 0.6;

/// The beginnings of the words by which an instrument says that it follows another: it is not that other one.
const LATER: [&str; 12] = [
    "prorrog",
    "renova",
    "renew",
    "refrend",
    "reafirm",
    "reaffirm",
    "ratific",
    "extension",
    "modific",
    "amend",
    "adend",
    "addend",
];

/// Title and date of an agreement, as they are compared.
pub(super) struct Look<'a> {
    /// Folded.
    pub title: &'a str,
    pub signed_on: Option<PartialDate>,
}

/// How alike two agreements of the same parties are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Likeness {
    /// The least that can lie between the signatures; nothing where a date is unknown.
    pub days_apart: Option<i64>,
    /// From 0 to 1.
    pub title_similarity: f64,
}

/// How alike they are, when they are alike enough to be one.
pub(super) fn likeness(one: &Look<'_>, other: &Look<'_>) -> Option<Likeness> {
    let days_apart = one.signed_on.zip(other.signed_on).map(|(a, b)| days_between(a, b));
    if days_apart.is_some_and(|days| days.unsigned_abs() > MOST_DAYS) || told_apart(one.title, other.title) {
        return None;
    }
    let title_similarity = similarity(one.title, other.title);
    // A year alone is too little to make one of two agreements with titles of their own.
    let exact = |look: &Look<'_>| !matches!(look.signed_on, None | Some(PartialDate::Year(_)));
    let near = days_apart.is_some_and(|days| days <= NEAR_DAYS) && exact(one) && exact(other);
    (near || title_similarity >= ALIKE).then_some(Likeness {
        days_apart,
        title_similarity,
    })
}

/// The least number of days that can lie between two dates.
fn days_between(a: PartialDate, b: PartialDate) -> i64 {
    let gap = |earlier: NaiveDate, later: NaiveDate| (later - earlier).num_days();
    gap(a.latest(), b.earliest()).max(gap(b.latest(), a.earliest())).max(0)
}

/// Rounded to hundredths: how it is told is how it was judged.
fn similarity(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    (strsim::sorensen_dice(one, other) * 100.0).round() / 100.0
}

/// Whether the titles themselves say that there are two: one follows something and the other does not, or they bear different
/// numbers.
fn told_apart(one: &str, other: &str) -> bool {
    let follows = |title: &str| {
        title
            .split(' ')
            .any(|word| LATER.iter().any(|later| word.starts_with(later)))
    };
    let numbers = |title: &str| -> Vec<String> {
        let of_digits = |word: &&str| word.bytes().all(|letter| letter.is_ascii_digit());
        title.split(' ').filter(of_digits).map(ToOwned::to_owned).collect()
    };
    let (ours, theirs) = (numbers(one), numbers(other));
    let other_numbers = !ours.is_empty() && !theirs.is_empty() && ours.iter().all(|number| !theirs.contains(number));
    follows(one) != follows(other) || other_numbers
}

/// A party of an agreement, under every body it can be: itself, those it came from and those that came after it.
pub(super) struct Kin<'a> {
    pub side: Side,
    pub name: &'a str,
    pub bodies: Vec<BodyId>,
}

/// The names of the parties that two agreements share, when on both sides the parties of the one are all among the other's.
pub(super) fn shared(ours: &[Kin<'_>], theirs: &[(Side, BodyId)]) -> Option<Vec<String>> {
    let is = |kin: &Kin<'_>, (side, body): &(Side, BodyId)| kin.side == *side && kin.bodies.contains(body);
    let among = |side: Side| {
        let (ours, theirs) = (
            || ours.iter().filter(move |kin| kin.side == side),
            || theirs.iter().filter(move |party| party.0 == side),
        );
        let shared = ours().any(|kin| theirs().any(|party| is(kin, party)));
        let all_of_ours = ours().all(|kin| theirs().any(|party| is(kin, party)));
        let all_of_theirs = theirs().all(|party| ours().any(|kin| is(kin, party)));
        shared && (all_of_ours || all_of_theirs)
    };
    (among(Side::Domestic) && among(Side::Foreign)).then(|| {
        ours.iter()
            .filter(|kin| theirs.iter().any(|party| is(kin, party)))
            .map(|kin| kin.name.to_owned())
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folding::fold;

    /// Days apart and hundredths of similarity of two agreements, when they look like one.
    fn alike(one: (&str, &str), other: (&str, &str)) -> Option<(Option<i64>, f64)> {
        let (titles, date) = ((fold(one.0), fold(other.0)), |text: &str| PartialDate::parse(text).ok());
        let look = |title, signed_on| Look { title, signed_on };
        let found = likeness(&look(&titles.0, date(one.1)), &look(&titles.1, date(other.1)))?;
        Some((found.days_apart, found.title_similarity))
    }

    #[test]
    fn what_is_typed_again_looks_like_one() {
        let first = ("Hermanamiento Irapuato - McAllen", "2014-10-13");
        assert_eq!(
            alike(first, ("HERMANAMIENTO IRAPUATO–MC ALLEN", "2014")),
            Some((Some(0), 1.0))
        );
        assert_eq!(
            alike(first, ("Acuerdo de hermanamiento entre Irapuato y McAllen", "")),
            Some((None, 0.72))
        );
        // On one day under a title of its own.
        assert_eq!(
            alike(first, ("Sister City Agreement", "2014-10-13")),
            Some((Some(0), 0.13))
        );
    }

    #[test]
    fn what_followed_years_later_or_says_so_is_another() {
        let tijuana = |year: &str, date| {
            alike(
                ("Memorándum de Entendimiento Tijuana - San Diego (2017)", "2017-03-13"),
                (
                    &format!("Memorándum de Entendimiento Tijuana - San Diego ({year})"),
                    date,
                ),
            )
        };
        for (year, date) in [
            ("2014", "2014"),
            ("2020", "2020-01-31"),
            ("2022", "2022-05-11"),
            ("2022", ""),
        ] {
            assert_eq!(tijuana(year, date), None, "{year}");
        }
        let first = ("Acuerdo de cooperación Jalisco - Quebec", "2009-10-08");
        assert_eq!(
            alike(first, ("Renovación del acuerdo de cooperación Jalisco - Quebec", "")),
            None
        );
        assert_eq!(alike(first, ("Memorándum sobre educación", "2009")), None);
    }

    #[test]
    fn the_distance_is_the_least_the_dates_allow() {
        let days = |a: &str, b: &str| days_between(PartialDate::parse(a).unwrap(), PartialDate::parse(b).unwrap());
        assert_eq!((days("2014", "2014-10-13"), days("2014-10-13", "2014")), (0, 0));
        assert_eq!((days("2014-10-13", "2015"), days("2015", "2014-10-13")), (80, 80));
        assert_eq!(days("2014-10", "2014-12-01"), 31);
    }

    #[test]
    fn parties_are_shared_when_one_side_has_none_the_other_lacks() {
        let body = |number| BodyId(uuid::Uuid::from_u128(number));
        let kin = |side, name, numbers: &[u128]| Kin {
            side,
            name,
            bodies: numbers.iter().map(|number| body(*number)).collect(),
        };
        let (domestic, foreign) = (Side::Domestic, Side::Foreign);
        let ours = [
            kin(domestic, "Sonora", &[1]),
            // Formerly 22.
            kin(domestic, "Chihuahua", &[2, 22]),
            kin(foreign, "Texas", &[3]),
        ];
        let with = |theirs: &[(Side, u128)]| {
            let theirs: Vec<_> = theirs.iter().map(|(side, number)| (*side, body(*number))).collect();
            shared(&ours, &theirs)
        };
        let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        let all = names(&["Sonora", "Chihuahua", "Texas"]);
        assert_eq!(with(&[(domestic, 1), (domestic, 22), (foreign, 3)]), all);
        assert_eq!(
            with(&[(domestic, 2), (foreign, 3), (foreign, 4)]),
            names(&["Chihuahua", "Texas"])
        );
        assert_eq!(with(&[(domestic, 1), (domestic, 5), (foreign, 3)]), None);
        assert_eq!(with(&[(domestic, 1), (foreign, 4)]), None);
        assert_eq!(with(&[(foreign, 1), (domestic, 3)]), None);
    }
}
