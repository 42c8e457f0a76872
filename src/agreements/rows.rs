//! Agreements in the tables: written field by field, read as the one record they make.

use diesel::prelude::*;

use super::term::{EntryIntoForce, Renewal, Term, TermKind, TermUnit};
use super::validity::{ValidityBasis, ValidityFacts};
use super::{
    Agreement, AgreementId, Bearing, Binding, Link, Origin, Party, PartyId, Side, Signature, Source, Stage, Title,
    Vitality, words,
};
use crate::access::Sight;
use crate::bodies::{Body, BodyId};
use crate::catalogues::Catalogues;
use crate::clock::Timestamp;
use crate::db::schema::{
    agreement_areas, agreement_records, agreement_texts, agreements, alternative_titles, links, parties, signatures,
    sources,
};
use crate::db::{Backend, DbConnection, within};
use crate::error::{Error, Result};
use crate::folding::fold;
use crate::partial_date::PartialDate;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = agreements)]
#[diesel(treat_none_as_null = true)]
struct AgreementRow {
    id: AgreementId,
    registration_number: Option<String>,
    external_number: Option<String>,
    stage: Option<Stage>,
    stage_since: Option<Timestamp>,
    origin: Origin,
    title: String,
    title_key: String,
    instrument_type: String,
    denomination: Option<String>,
    binding: Binding,
    languages: String,
    object: Option<String>,
    legal_basis: Option<String>,
    derives_from_treaty: Option<String>,
    petitioner_id: Option<BodyId>,
    signed_on: Option<String>,
    signed_earliest: Option<chrono::NaiveDate>,
    signed_latest: Option<chrono::NaiveDate>,
    signed_place: Option<String>,
    term_kind: TermKind,
    term_amount: Option<i32>,
    term_unit: Option<TermUnit>,
    term_until: Option<String>,
    entry_into_force: EntryIntoForce,
    in_force_from: Option<String>,
    renewal_amount: Option<i32>,
    renewal_unit: Option<TermUnit>,
    renewal_times: Option<i32>,
    notice_days: Option<i32>,
    term_text: Option<String>,
    validity_basis: ValidityBasis,
    starts_on: Option<chrono::NaiveDate>,
    ends_on: Option<chrono::NaiveDate>,
    ends_earliest: Option<chrono::NaiveDate>,
    ends_latest: Option<chrono::NaiveDate>,
    vitality: Vitality,
    registered_on: Option<chrono::NaiveDate>,
    responsible_unit: Option<String>,
    is_public: bool,
    version: i32,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<&Agreement> for AgreementRow {
    fn from(agreement: &Agreement) -> Self {
        let span = agreement.validity_facts().span();
        let term = &agreement.term;
        let text = |date: Option<PartialDate>| date.map(|date| date.to_string());
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
            signed_on: text(agreement.signed_on),
            signed_earliest: agreement.signed_on.map(PartialDate::earliest),
            signed_latest: agreement.signed_on.map(PartialDate::latest),
            signed_place: agreement.signed_place.clone(),
            term_kind: term.kind,
            term_amount: term.amount,
            term_unit: term.unit,
            term_until: text(term.until),
            entry_into_force: term.entry_into_force,
            in_force_from: text(term.in_force_from),
            renewal_amount: term.renewal.as_ref().map(|renewal| renewal.amount),
            renewal_unit: term.renewal.as_ref().map(|renewal| renewal.unit),
            renewal_times: term.renewal.as_ref().and_then(|renewal| renewal.times),
            notice_days: term.notice_days,
            term_text: term.text.clone(),
            validity_basis: span.basis,
            starts_on: span.starts_on,
            ends_on: span.ends_on,
            ends_earliest: span.ends_between.map(|(first, _)| first),
            ends_latest: span.ends_between.map(|(_, last)| last),
            vitality: agreement.vitality,
            registered_on: agreement.registered_on,
            responsible_unit: agreement.responsible_unit.clone(),
            is_public: agreement.is_public(),
            version: agreement.version,
            created_at: agreement.created_at,
            updated_at: agreement.updated_at,
        }
    }
}

/// An agreement as a reader gets it: the stored record, which is not taken apart, and its version.
#[derive(Debug, Clone)]
pub struct Readable {
    pub id: AgreementId,
    pub version: i32,
    pub record: String,
}

impl Readable {
    /// What its validity is computed from.
    ///
    /// # Errors
    /// `Internal` when the stored record is damaged.
    pub fn validity_facts(&self) -> Result<ValidityFacts> {
        Ok(serde_json::from_str(&self.record)?)
    }

    /// # Errors
    /// `Internal` when the stored record is damaged.
    pub fn agreement(&self) -> Result<Agreement> {
        Ok(serde_json::from_str(&self.record)?)
    }
}

/// Reads an agreement by its id or its registration number: one statement.
///
/// # Errors
/// `NotFound` when there is none, or it is not to be seen.
pub fn read(conn: &mut DbConnection, sight: &Sight, key: &str) -> Result<Readable> {
    let mut known = agreements::table.into_boxed::<Backend>().filter(sight.condition());
    known = match AgreementId::parse(key) {
        Some(id) => known.filter(agreements::id.eq(id)),
        None => known.filter(agreements::registration_number.eq(key.to_owned())),
    };
    let (id, version, record) = agreement_records::table
        .into_boxed::<Backend>()
        .filter(within(agreement_records::agreement_id, known.select(agreements::id)))
        .first(conn)?;
    Ok(Readable { id, version, record })
}

/// Reads the whole of an agreement for a change of it.
///
/// # Errors
/// As [`read`].
pub fn stored(conn: &mut DbConnection, sight: &Sight, id: AgreementId) -> Result<Agreement> {
    read(conn, sight, &id.to_string())?.agreement()
}

/// Adds an agreement and answers with its record as it was written out.
pub(super) fn insert(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    agreement: &Agreement,
    bodies: &[Body],
) -> Result<String> {
    diesel::insert_into(agreements::table)
        .values(AgreementRow::from(agreement))
        .execute(conn)?;
    insert_parts(conn, agreement)?;
    let (record, title_words, all_words) = written_out(catalogues, agreement, bodies)?;
    diesel::insert_into(agreement_records::table)
        .values((
            agreement_records::agreement_id.eq(agreement.id),
            agreement_records::version.eq(agreement.version),
            agreement_records::record.eq(&record),
        ))
        .execute(conn)?;
    diesel::insert_into(agreement_texts::table)
        .values((
            agreement_texts::agreement_id.eq(agreement.id),
            agreement_texts::title_words.eq(title_words),
            agreement_texts::all_words.eq(all_words),
        ))
        .execute(conn)?;
    Ok(record)
}

/// Puts a new version of an agreement in the place of the old one.
pub(super) fn update(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    agreement: &Agreement,
    bodies: &[Body],
) -> Result<String> {
    let id = agreement.id;
    let changed = diesel::update(
        agreements::table
            .filter(agreements::id.eq(id))
            .filter(agreements::version.eq(agreement.version - 1)),
    )
    .set(AgreementRow::from(agreement))
    .execute(conn)?;
    if changed == 0 {
        return Err(Error::Stale {
            version: agreements::table.find(id).select(agreements::version).first(conn)?,
        });
    }
    diesel::delete(alternative_titles::table.filter(alternative_titles::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(agreement_areas::table.filter(agreement_areas::agreement_id.eq(id))).execute(conn)?;
    diesel::delete(links::table.filter(links::from_id.eq(id))).execute(conn)?;
    diesel::delete(sources::table.filter(sources::agreement_id.eq(id))).execute(conn)?;
    let of_parties = parties::table.filter(parties::agreement_id.eq(id)).select(parties::id);
    diesel::delete(signatures::table.filter(signatures::party_id.eq_any(of_parties))).execute(conn)?;
    diesel::delete(parties::table.filter(parties::agreement_id.eq(id))).execute(conn)?;
    insert_parts(conn, agreement)?;
    write_out(conn, catalogues, agreement, bodies)
}

/// Writes the derived record and words of an agreement out anew.
pub(super) fn write_out(
    conn: &mut DbConnection,
    catalogues: &Catalogues,
    agreement: &Agreement,
    bodies: &[Body],
) -> Result<String> {
    let (record, title_words, all_words) = written_out(catalogues, agreement, bodies)?;
    diesel::update(agreement_records::table.find(agreement.id))
        .set((
            agreement_records::version.eq(agreement.version),
            agreement_records::record.eq(&record),
        ))
        .execute(conn)?;
    diesel::update(agreement_texts::table.find(agreement.id))
        .set((
            agreement_texts::title_words.eq(title_words),
            agreement_texts::all_words.eq(all_words),
        ))
        .execute(conn)?;
    Ok(record)
}

/// Writes the record of an agreement out anew after another one began or ceased to bear on it.
pub(super) fn show_links_anew(conn: &mut DbConnection, id: AgreementId) -> Result<()> {
    let mut agreement = stored(conn, &Sight::Everything, id)?;
    agreement.links = links_of(conn, id)?;
    diesel::update(agreement_records::table.find(id))
        .set(agreement_records::record.eq(serde_json::to_string(&agreement)?))
        .execute(conn)?;
    Ok(())
}

fn written_out(catalogues: &Catalogues, agreement: &Agreement, bodies: &[Body]) -> Result<(String, String, String)> {
    let record = serde_json::to_string(agreement)?;
    let (title_words, all_words) = words::of(agreement, bodies, catalogues);
    Ok((record, title_words, all_words))
}

fn insert_parts(conn: &mut DbConnection, agreement: &Agreement) -> Result<()> {
    let id = agreement.id;
    for (position, title) in (0_i32..).zip(&agreement.alternative_titles) {
        diesel::insert_into(alternative_titles::table)
            .values((
                alternative_titles::agreement_id.eq(id),
                alternative_titles::position.eq(position),
                alternative_titles::language.eq(&title.language),
                alternative_titles::title.eq(&title.title),
            ))
            .execute(conn)?;
    }
    for (position, area) in (0_i32..).zip(&agreement.areas) {
        diesel::insert_into(agreement_areas::table)
            .values((
                agreement_areas::agreement_id.eq(id),
                agreement_areas::area.eq(area),
                agreement_areas::position.eq(position),
            ))
            .execute(conn)?;
    }
    for (link, bearing) in agreement
        .links
        .iter()
        .filter_map(|link| Some((link, link.relation.bearing()?)))
    {
        diesel::insert_into(links::table)
            .values((
                links::from_id.eq(id),
                links::relation.eq(bearing),
                links::to_id.eq(link.agreement),
            ))
            .execute(conn)?;
    }
    for (position, source) in (0_i32..).zip(&agreement.sources) {
        diesel::insert_into(sources::table)
            .values((
                sources::agreement_id.eq(id),
                sources::position.eq(position),
                sources::url.eq(&source.url),
                sources::title.eq(&source.title),
                sources::consulted_on.eq(source.consulted_on),
            ))
            .execute(conn)?;
    }
    for (position, party) in (0_i32..).zip(&agreement.parties) {
        diesel::insert_into(parties::table)
            .values((
                parties::id.eq(party.id),
                parties::agreement_id.eq(id),
                parties::position.eq(position),
                parties::side.eq(party.side),
                parties::body_id.eq(party.body.id),
                parties::name_as_signed.eq(&party.name_as_signed),
            ))
            .execute(conn)?;
        for (position, signature) in (0_i32..).zip(&party.signatures) {
            diesel::insert_into(signatures::table)
                .values((
                    signatures::party_id.eq(party.id),
                    signatures::position.eq(position),
                    signatures::name.eq(&signature.name),
                    signatures::post.eq(&signature.post),
                    signatures::signed_on.eq(signature.signed_on.map(|date| date.to_string())),
                    signatures::place.eq(&signature.place),
                ))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// The links an agreement shows: those it has itself, then those that public later ones have to it.
fn links_of(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<Link>> {
    type Row = (Bearing, AgreementId, Option<String>, String);
    let forwards: Vec<Row> = links::table
        .inner_join(agreements::table.on(agreements::id.eq(links::to_id)))
        .filter(links::from_id.eq(id))
        .order((links::relation, links::to_id))
        .select((
            links::relation,
            agreements::id,
            agreements::registration_number,
            agreements::title,
        ))
        .load(conn)?;
    let backwards: Vec<Row> = links::table
        .inner_join(agreements::table.on(agreements::id.eq(links::from_id)))
        .filter(links::to_id.eq(id))
        .filter(agreements::is_public.eq(true))
        .order((links::relation, links::from_id))
        .select((
            links::relation,
            agreements::id,
            agreements::registration_number,
            agreements::title,
        ))
        .load(conn)?;
    let forwards = forwards.into_iter().map(|row| (row.0.forwards(), row));
    let backwards = backwards.into_iter().map(|row| (row.0.backwards(), row));
    let link = |(relation, (_, agreement, registration_number, title))| Link {
        relation,
        agreement,
        registration_number,
        title,
    };
    Ok(forwards.chain(backwards).map(link).collect())
}

/// Puts an agreement together from the tables: what its stored record must say, but for the order of its links.
///
/// # Errors
/// `NotFound` when there is none of that id.
pub fn rebuild(conn: &mut DbConnection, id: AgreementId) -> Result<Agreement> {
    let row: AgreementRow = agreements::table.find(id).first(conn)?;
    let date = |text: Option<String>| text.and_then(|text| PartialDate::parse(&text).ok());
    let titles: Vec<(String, String)> = alternative_titles::table
        .filter(alternative_titles::agreement_id.eq(id))
        .order(alternative_titles::position)
        .select((alternative_titles::language, alternative_titles::title))
        .load(conn)?;
    let areas = agreement_areas::table
        .filter(agreement_areas::agreement_id.eq(id))
        .order(agreement_areas::position)
        .select(agreement_areas::area)
        .load(conn)?;
    let found_in: Vec<(String, Option<String>, chrono::NaiveDate)> = sources::table
        .filter(sources::agreement_id.eq(id))
        .order(sources::position)
        .select((sources::url, sources::title, sources::consulted_on))
        .load(conn)?;
    let petitioner = match row.petitioner_id {
        Some(id) => Some(Body::find(conn, id)?.reference()),
        None => None,
    };
    let term = Term {
        kind: row.term_kind,
        amount: row.term_amount,
        unit: row.term_unit,
        until: date(row.term_until),
        entry_into_force: row.entry_into_force,
        in_force_from: date(row.in_force_from),
        renewal: row.renewal_amount.zip(row.renewal_unit).map(|(amount, unit)| Renewal {
            amount,
            unit,
            times: row.renewal_times,
        }),
        notice_days: row.notice_days,
        text: row.term_text,
    };
    Ok(Agreement {
        id,
        registration_number: row.registration_number,
        external_number: row.external_number,
        stage: row.stage,
        stage_since: row.stage_since,
        origin: row.origin,
        title: row.title,
        alternative_titles: titles
            .into_iter()
            .map(|(language, title)| Title { language, title })
            .collect(),
        instrument_type: row.instrument_type,
        denomination: row.denomination,
        binding: row.binding,
        languages: row.languages.split_whitespace().map(ToOwned::to_owned).collect(),
        object: row.object,
        legal_basis: row.legal_basis,
        derives_from_treaty: row.derives_from_treaty,
        areas,
        petitioner,
        parties: parties_of(conn, id)?,
        signed_on: date(row.signed_on),
        signed_place: row.signed_place,
        term,
        vitality: row.vitality,
        links: links_of(conn, id)?,
        sources: found_in
            .into_iter()
            .map(|(url, title, consulted_on)| Source {
                url,
                title,
                consulted_on,
            })
            .collect(),
        registered_on: row.registered_on,
        responsible_unit: row.responsible_unit,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn parties_of(conn: &mut DbConnection, id: AgreementId) -> Result<Vec<Party>> {
    type Row = (PartyId, Side, BodyId, Option<String>);
    let rows: Vec<Row> = parties::table
        .filter(parties::agreement_id.eq(id))
        .order(parties::position)
        .select((parties::id, parties::side, parties::body_id, parties::name_as_signed))
        .load(conn)?;
    let ids: Vec<BodyId> = rows.iter().map(|row| row.2).collect();
    let bodies = Body::find_many(conn, &ids)?;
    rows.into_iter()
        .map(|(id, side, body, name_as_signed)| {
            let body = bodies
                .iter()
                .find(|known| known.id == body)
                .ok_or(Error::NotFound)?
                .brief();
            type Row = (Option<String>, Option<String>, Option<String>, Option<String>);
            let signed: Vec<Row> = signatures::table
                .filter(signatures::party_id.eq(id))
                .order(signatures::position)
                .select((
                    signatures::name,
                    signatures::post,
                    signatures::signed_on,
                    signatures::place,
                ))
                .load(conn)?;
            let signatures = signed
                .into_iter()
                .map(|(name, post, signed_on, place)| Signature {
                    name,
                    post,
                    signed_on: signed_on.and_then(|date| PartialDate::parse(&date).ok()),
                    place,
                })
                .collect();
            Ok(Party {
                id,
                side,
                body,
                name_as_signed,
                signatures,
            })
        })
        .collect()
}
