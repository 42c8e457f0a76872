//! Where a case may go from where it stands: the whole table, to hold what the journal shows of a case against.

use crate::agreements::{Origin, Stage};

impl Stage {
    /// The stages a case may be moved to from here.
    #[must_use]
    pub const fn leads_to(self, origin: Origin) -> &'static [Self] {
        match (self, origin) {
            (Self::Draft, Origin::Regularisation) | (Self::Observed, _) => &[Self::InReview, Self::Withdrawn],
            (Self::Draft, _) => &[Self::Submitted, Self::Withdrawn],
            (Self::Submitted, _) => &[Self::Incomplete, Self::InReview, Self::Withdrawn],
            (Self::Incomplete, _) => &[Self::Submitted, Self::Withdrawn, Self::Dismissed],
            (Self::InReview, Origin::Historic) => &[
                Self::Observed,
                Self::Cleared,
                Self::Rejected,
                Self::OutOfScope,
                Self::Withdrawn,
                Self::Registered,
            ],
            (Self::InReview, _) => &[
                Self::Observed,
                Self::Cleared,
                Self::Rejected,
                Self::OutOfScope,
                Self::Withdrawn,
            ],
            (Self::Cleared, _) => &[Self::Signed, Self::Lapsed, Self::Withdrawn],
            (Self::Signed, _) => &[Self::Registered],
            (Self::Registered, _) => &[Self::Cancelled],
            (
                Self::Lapsed | Self::Cancelled | Self::Rejected | Self::OutOfScope | Self::Withdrawn | Self::Dismissed,
                _,
            ) => &[],
        }
    }
}

impl Stage {
    /// Those of some stages to which a case that stands here may still come, however many moves later.
    #[must_use]
    pub fn may_come_to(self, origin: Origin, goals: &[Self]) -> Vec<Self> {
        let mut known = vec![self];
        let mut next = 0;
        while let Some(stage) = known.get(next).copied() {
            let further = stage.leads_to(origin).iter().filter(|further| !known.contains(further));
            let further: Vec<Self> = further.copied().collect();
            known.extend(further);
            next += 1;
        }
        goals.iter().copied().filter(|goal| known.contains(goal)).collect()
    }
}

/// Whether a record may begin in a stage: a case as a draft, what is only reported in none.
#[must_use]
pub fn may_begin(stage: Option<Stage>, origin: Origin) -> bool {
    match origin {
        Origin::Reported => stage.is_none(),
        Origin::Procedure | Origin::Regularisation | Origin::Historic => stage == Some(Stage::Draft),
    }
}

/// Whether a record that showed one stage may show another in the next entry about it.
#[must_use]
pub fn may_follow(stage: Option<Stage>, earlier: Option<Stage>, origin: Origin) -> bool {
    match (earlier, stage) {
        (Some(earlier), Some(stage)) => earlier == stage || earlier.leads_to(origin).contains(&stage),
        (earlier, stage) => earlier == stage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::Move;

    #[test]
    fn a_case_goes_on_from_where_a_move_can_be_made_and_from_nowhere_else() {
        for stage in Stage::ALL {
            // What can be done in every stage moves nothing.
            let mut moves = Move::ALL.iter().filter(|step| step.from().len() < Stage::ALL.len());
            let movable = moves.any(|step| step.from().contains(stage));
            assert_eq!(!stage.leads_to(Origin::Procedure).is_empty(), movable, "{stage}");
        }
    }

    #[test]
    fn every_stage_but_the_first_is_led_to() {
        for stage in Stage::ALL.iter().filter(|stage| **stage != Stage::Draft) {
            let earlier = Stage::ALL.iter();
            let led_to = earlier.filter(|earlier| earlier.leads_to(Origin::Procedure).contains(stage));
            assert!(led_to.count() > 0, "{stage}");
        }
    }

    #[test]
    fn where_a_case_goes_depends_on_where_it_comes_from() {
        let follows = |stage, earlier, origin| may_follow(Some(stage), Some(earlier), origin);
        assert!(follows(Stage::InReview, Stage::Draft, Origin::Regularisation));
        assert!(!follows(Stage::InReview, Stage::Draft, Origin::Procedure));
        assert!(follows(Stage::Registered, Stage::InReview, Origin::Historic));
        assert!(!follows(Stage::Registered, Stage::InReview, Origin::Regularisation));
        assert!(!follows(Stage::Registered, Stage::Cleared, Origin::Procedure));
        assert!(follows(Stage::Signed, Stage::Signed, Origin::Procedure));
    }

    #[test]
    fn a_case_that_has_ended_comes_nowhere_any_more() {
        let goals = [Stage::Submitted, Stage::Signed];
        assert_eq!(Stage::Draft.may_come_to(Origin::Procedure, &goals), goals);
        assert_eq!(
            Stage::Draft.may_come_to(Origin::Regularisation, &goals),
            [Stage::Signed]
        );
        assert_eq!(Stage::Withdrawn.may_come_to(Origin::Procedure, &goals), []);
        assert_eq!(Stage::Registered.may_come_to(Origin::Procedure, &goals), []);
    }

    #[test]
    fn what_is_only_reported_stands_nowhere() {
        assert!(may_begin(None, Origin::Reported) && !may_begin(None, Origin::Procedure));
        assert!(may_begin(Some(Stage::Draft), Origin::Historic) && !may_begin(Some(Stage::Signed), Origin::Historic));
        assert!(may_follow(None, None, Origin::Reported));
        assert!(!may_follow(Some(Stage::Draft), None, Origin::Reported));
        assert!(!may_follow(None, Some(Stage::Registered), Origin::Procedure));
    }
}
