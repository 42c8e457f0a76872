-- One written instrument each, from draft to the end of its life. stage is where the procedure stands and is NULL only
-- while none was begun (origin reported). Validity is never stored: starts_on and ends_on are the facts it is computed
-- from, and validity_basis says whether they are known. A date known only to the month or year is kept as written
-- (signed_on) with the first and last day it can mean beside it.
CREATE TABLE agreements (
    id BLOB NOT NULL PRIMARY KEY,
    registration_number TEXT UNIQUE,
    external_number TEXT,
    stage TEXT CHECK (stage IN ('draft', 'submitted', 'incomplete', 'in_review', 'observed', 'cleared', 'lapsed', 'signed', 'registered',
                               'cancelled', 'rejected', 'out_of_scope', 'withdrawn', 'dismissed')),
    stage_since TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('procedure', 'regularisation', 'historic', 'reported')),
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    instrument_type TEXT NOT NULL REFERENCES instrument_types (code),
    denomination TEXT,
    binding TEXT NOT NULL CHECK (binding IN ('yes', 'no', 'unknown')),
    languages TEXT NOT NULL,
    object TEXT,
    legal_basis TEXT,
    derives_from_treaty TEXT,
    petitioner_id BLOB REFERENCES bodies (id),
    signed_on TEXT,
    signed_earliest TEXT,
    signed_latest TEXT,
    signed_place TEXT,
    validity_basis TEXT NOT NULL CHECK (validity_basis IN ('not_signed', 'unknown', 'dated')),
    starts_on TEXT,
    ends_on TEXT,
    ends_earliest TEXT,
    ends_latest TEXT,
    vitality TEXT NOT NULL CHECK (vitality IN ('active', 'dormant', 'unreported')),
    registered_on TEXT,
    responsible_unit TEXT,
    is_public INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK ((stage IS NULL) = (origin = 'reported')),
    CHECK ((stage IS NULL) = (stage_since IS NULL)),
    CHECK ((registration_number IS NULL) = (registered_on IS NULL)),
    CHECK (stage IS NULL OR (stage IN ('registered', 'cancelled')) = (registration_number IS NOT NULL)),
    CHECK ((validity_basis = 'dated') = (starts_on IS NOT NULL)),
    CHECK ((signed_on IS NULL) = (signed_earliest IS NULL) AND (signed_on IS NULL) = (signed_latest IS NULL))
) STRICT;
CREATE INDEX agreements_external_number ON agreements (external_number);
CREATE INDEX agreements_stage ON agreements (stage);
CREATE INDEX agreements_origin ON agreements (origin);
CREATE INDEX agreements_instrument_type ON agreements (instrument_type);
CREATE INDEX agreements_petitioner ON agreements (petitioner_id);
CREATE INDEX agreements_validity ON agreements (validity_basis, ends_on, starts_on);
CREATE INDEX agreements_signed_range ON agreements (signed_earliest, signed_latest);
CREATE INDEX agreements_registered_range ON agreements (registered_on);
CREATE INDEX agreements_ends_range ON agreements (ends_earliest, ends_latest);
-- The orders a list can be asked in; what has no date comes last in both directions, and every order ends in the id.
CREATE INDEX agreements_by_signed ON agreements ((signed_earliest IS NULL), signed_earliest, id);
CREATE INDEX agreements_by_signed_desc ON agreements ((signed_earliest IS NULL), signed_earliest DESC, id DESC);
CREATE INDEX agreements_by_registered ON agreements ((registered_on IS NULL), registered_on, id);
CREATE INDEX agreements_by_registered_desc ON agreements ((registered_on IS NULL), registered_on DESC, id DESC);
CREATE INDEX agreements_by_ends ON agreements ((ends_on IS NULL), ends_on, id);
CREATE INDEX agreements_by_title ON agreements (title_key, id);
CREATE INDEX agreements_by_updated_desc ON agreements (updated_at DESC, id DESC);

-- How long each agreement is to hold, as its text says; dates as written.
CREATE TABLE terms (
    agreement_id BLOB NOT NULL PRIMARY KEY REFERENCES agreements (id),
    kind TEXT NOT NULL CHECK (kind IN ('fixed', 'until', 'indefinite', 'unknown')),
    amount INTEGER CHECK (amount > 0),
    unit TEXT CHECK (unit IN ('day', 'month', 'year')),
    until TEXT,
    entry_into_force TEXT NOT NULL CHECK (entry_into_force IN ('last_signature', 'on_date', 'on_notice', 'unknown')),
    in_force_from TEXT,
    renewal_amount INTEGER CHECK (renewal_amount > 0),
    renewal_unit TEXT CHECK (renewal_unit IN ('day', 'month', 'year')),
    renewal_times INTEGER CHECK (renewal_times > 0),
    notice_days INTEGER CHECK (notice_days > 0),
    text TEXT,
    CHECK ((kind = 'fixed') = (amount IS NOT NULL AND unit IS NOT NULL)),
    CHECK ((kind = 'until') = (until IS NOT NULL)),
    CHECK ((renewal_amount IS NULL) = (renewal_unit IS NULL))
) STRICT;

-- Titles in other languages.
CREATE TABLE alternative_titles (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (agreement_id, position)
) STRICT;

CREATE TABLE agreement_areas (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    area TEXT NOT NULL REFERENCES areas (code),
    position INTEGER NOT NULL,
    PRIMARY KEY (agreement_id, area)
) STRICT;
CREATE INDEX agreement_areas_area ON agreement_areas (area, agreement_id);

-- How one agreement bears on an earlier one; the other direction is read from the same row.
CREATE TABLE links (
    from_id BLOB NOT NULL REFERENCES agreements (id),
    relation TEXT NOT NULL CHECK (relation IN ('extends', 'amends', 'supersedes', 'reaffirms')),
    to_id BLOB NOT NULL REFERENCES agreements (id),
    PRIMARY KEY (from_id, relation, to_id),
    CHECK (from_id <> to_id)
) STRICT;
CREATE INDEX links_to ON links (to_id);

-- Where a fact was found, and when it was looked up.
CREATE TABLE sources (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    title TEXT,
    consulted_on TEXT NOT NULL,
    PRIMARY KEY (agreement_id, position)
) STRICT;
