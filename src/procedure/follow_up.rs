//! What becomes of an agreement, as its petitioner reports it year by year.

use super::{Desk, carry_out, must_be_sound};
use crate::agreements::follow_ups::{self, FollowUpInput};
use crate::agreements::{Agreement, Stage};
use crate::content::Submitted;
use crate::error::Result;
use crate::journal::Action;
use crate::partial_date::PartialDate;

/// Records what was done under an agreement in one year.
///
/// # Errors
/// `Content` for what was said.
pub fn report(desk: &mut Desk<'_>, mut case: Agreement, said: Submitted<FollowUpInput>) -> Result<Agreement> {
    let Submitted { content, mut faults } = said;
    let signed = case.signed_on.map(PartialDate::earliest);
    let report = content.check(signed, desk.now.day_in_mexico(), &mut faults);
    must_be_sound(faults)?;
    follow_ups::add(&mut case.follow_ups, report);
    carry_out(desk, case, Stage::Registered, Action::AgreementFollowedUp, &content)
}
