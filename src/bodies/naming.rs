//! A body's names over time: what becomes of the old one when it takes a new one.

use super::{BodyName, NameKind};
use crate::fault::{Fault, FaultCode};
use crate::language::words;
use crate::partial_date::PartialDate;

/// Leaves the old name among a body's names as a former one. When the day is known, the old name held until then and the new one
/// since then.
pub(super) fn rename(names: &mut Vec<BodyName>, old: &str, new: &str, on: Option<PartialDate>) -> Option<Fault> {
    match names.iter_mut().find(|name| name.name == old) {
        Some(known) => {
            if known.kind == NameKind::Official {
                known.kind = NameKind::Former;
            }
            known.until = known.until.or(on);
            if let (Some(from), Some(until)) = (known.from, known.until)
                && from.earliest() > until.latest()
            {
                let words = words!(
                    "El nombre anterior empezó después de ese día",
                    "The name before began after that day"
                );
                return Some(Fault::at("/renamed_on", FaultCode::OutOfRange, words));
            }
        }
        None => names.push(named(old, NameKind::Former, None, on)),
    }
    let told = |name: &BodyName| name.name == new && name.kind == NameKind::Official;
    if on.is_some() && !names.iter().any(told) {
        names.push(named(new, NameKind::Official, on, None));
    }
    None
}

fn named(name: &str, kind: NameKind, from: Option<PartialDate>, until: Option<PartialDate>) -> BodyName {
    BodyName {
        name: name.to_owned(),
        kind,
        language: None,
        from,
        until,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<PartialDate> {
        PartialDate::parse(text).ok()
    }

    #[test]
    fn each_name_ends_where_the_next_one_begins() {
        let mut names = Vec::new();
        assert_eq!(rename(&mut names, "A", "B", date("2001")), None);
        assert_eq!(rename(&mut names, "B", "C", date("2018-12-01")), None);
        let expected = [
            named("A", NameKind::Former, None, date("2001")),
            named("B", NameKind::Former, date("2001"), date("2018-12-01")),
            named("C", NameKind::Official, date("2018-12-01"), None),
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_name_does_not_end_before_it_began() {
        let mut names = vec![named("A", NameKind::Official, date("2010"), None)];
        let fault = rename(&mut names, "A", "B", date("2009-12")).unwrap();
        assert_eq!((fault.pointer(), fault.code), ("/renamed_on", FaultCode::OutOfRange));
    }

    #[test]
    fn without_a_day_only_the_old_name_is_kept() {
        let mut names = Vec::new();
        rename(&mut names, "A", "B", None);
        rename(&mut names, "B", "A", None);
        let expected = [
            named("A", NameKind::Former, None, None),
            named("B", NameKind::Former, None, None),
        ];
        assert_eq!(names, expected);
    }
}
