//! Agreements in the tables, field by field, and the record derived from them.

use diesel::prelude::*;

use super::validity::{ValidityBasis, phases};
use super::{Agreement, AgreementId, Binding, Origin, Stage, effect, parts};
use crate::bodies::BodyId;
use crate::clock::Timestamp;
use crate::db::schema::{agreement_records, agreements, regularisations};
use crate::db::{DbConnection, insert_rows};
use crate::error::{Error, Result};
use crate::folding::fold;
use crate::partial_date::PartialDate;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = agreements)]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct AgreementRow {
    pub(super) id: AgreementId,
    pub(super) registration_number: Option<String>,
    pub(super) external_number: Option<String>,
    pub(super) stage: Option<Stage>,
    pub(super) stage_since: Option<Timestamp>,
    pub(super) origin: Origin,
    pub(super) title: String,
    pub(super) title_key: String,
    pub(super) instrument_type: String,
    pub(super) denomination: Option<String>,
    pub(super) binding: Binding,
    pub(super) languages: String,
    pub(super) object: Option<String>,
    pub(super) legal_basis: Option<String>,
    pub(super) derives_from_treaty: Option<String>,
    pub(super) petitioner_id: Option<BodyId>,
    pub(super) signed_on: Option<String>,
    pub(super) signed_earliest: Option<chrono::NaiveDate>,
    pub(super) signed_latest: Option<chrono::NaiveDate>,
    pub(super) signed_place: Option<String>,
    pub(super) validity_basis: ValidityBasis,
    pub(super) starts_on: Option<chrono::NaiveDate>,
    pub(super) ends_on: Option<chrono::NaiveDate>,
    pub(super) ends_earliest: Option<chrono::NaiveDate>,
    pub(super) ends_latest: Option<chrono::NaiveDate>,
    pub(super) registered_on: Option<chrono::NaiveDate>,
    pub(super) responsible_unit: Option<String>,
    pub(super) is_public: bool,
    pub(super) version: i32,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
}

impl From<&Agreement> for AgreementRow {
    fn from(agreement: &Agreement) -> Self {
        let span = agreement.validity_facts().span();
        let ends = agreement.ends();
        Self {
            id: agreement.id,
            registration_number: agreement.registration_number.clone(),
            external_number: agreement.external_number.clone(),
            stage: agreement.stage,
            stage_since: agreement.stage_since,
            origin: agreement.origin,
            title: agreement.title.clone(),
            title_key: fold(&agreement.title),
            instrument_type: agreement.instrument_type.clone(),
            denomination: agreement.denomination.clone(),
            binding: agreement.binding,
            languages: agreement.languages.join(" "),
            object: agreement.object.clone(),
            legal_basis: agreement.legal_basis.clone(),
            derives_from_treaty: agreement.derives_from_treaty.clone(),
            petitioner_id: agreement.petitioner.as_ref().map(|petitioner| petitioner.id),
            signed_on: agreement.signed_on.map(|date| date.to_string()),
            signed_earliest: agreement.signed_on.map(PartialDate::earliest),
            signed_latest: agreement.signed_on.map(PartialDate::latest),
            signed_place: agreement.signed_place.clone(),
            validity_basis: span.basis,
            starts_on: span.starts_on,
            ends_on: ends.on,
            ends_earliest: ends.earliest,
            ends_latest: ends.latest,
            registered_on: agreement.registered_on,
            responsible_unit: agreement.responsible_unit.clone(),
            is_public: agreement.is_public(),
            version: agreement.version,
            created_at: agreement.created_at,
            updated_at: agreement.updated_at,
        }
    }
}

/// An agreement with what is derived from it, ready to be added.
pub(super) struct New {
    pub(super) agreement: Agreement,
    /// As it is read, and as the journal keeps it.
    pub(super) record: String,
}

impl New {
    /// Nothing bears on a new one yet.
    pub(super) fn of(mut agreement: Agreement) -> Result<Self> {
        agreement.phases = phases(&agreement.validity_facts(), &[]);
        let record = serde_json::to_string(&agreement)?;
        Ok(Self { agreement, record })
    }
}

/// Adds agreements.
pub(super) fn insert(conn: &mut DbConnection, new: &[New]) -> Result<()> {
    let agreements = || new.iter().map(|new| &new.agreement);
    insert_rows!(conn, agreements::table, agreements().map(AgreementRow::from))?;
    parts::insert(conn, agreements)?;
    for agreement in agreements() {
        if let Some(reported) = agreement.regularises {
            diesel::insert_into(regularisations::table)
                .values((
                    regularisations::case_id.eq(agreement.id),
                    regularisations::reported_id.eq(reported),
                    regularisations::done.eq(false),
                ))
                .execute(conn)?;
        }
    }
    insert_rows!(conn, agreement_records::table, new.iter().map(RecordRow::of))?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = agreement_records)]
struct RecordRow<'a> {
    agreement_id: AgreementId,
    version: i32,
    record: &'a str,
}

impl<'a> RecordRow<'a> {
    fn of(new: &'a New) -> Self {
        Self {
            agreement_id: new.agreement.id,
            version: new.agreement.version,
            record: &new.record,
        }
    }
}

/// Puts a new version of an agreement in the place of the old one.
pub(super) fn update(conn: &mut DbConnection, agreement: &mut Agreement) -> Result<String> {
    let id = agreement.id;
    agreement.phases = effect::phases_of(conn, agreement)?;
    agreement.settle()?;
    let changed = diesel::update(
        agreements::table
            .filter(agreements::id.eq(id))
            .filter(agreements::version.eq(agreement.version - 1)),
    )
    .set(AgreementRow::from(&*agreement))
    .execute(conn)?;
    if changed == 0 {
        return Err(Error::Stale {
            version: agreements::table.find(id).select(agreements::version).first(conn)?,
        });
    }
    parts::replace(conn, agreement)?;
    write_out(conn, agreement)
}

/// Writes the derived record of an agreement out anew.
pub(super) fn write_out(conn: &mut DbConnection, agreement: &Agreement) -> Result<String> {
    let record = serde_json::to_string(agreement)?;
    diesel::update(agreement_records::table.find(agreement.id))
        .set((
            agreement_records::version.eq(agreement.version),
            agreement_records::record.eq(&record),
        ))
        .execute(conn)?;
    Ok(record)
}
