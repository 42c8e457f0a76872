-- What is in them is worked out anew by the version that used them: phases when it starts, words with the next change of a record.
CREATE TABLE agreement_texts (
    agreement_id BLOB NOT NULL PRIMARY KEY REFERENCES agreements (id),
    title_words TEXT NOT NULL,
    all_words TEXT NOT NULL
) STRICT;
CREATE TABLE validity_phases (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    first_day TEXT NOT NULL,
    end_day TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('not_signed', 'pending', 'in_force', 'expired', 'suspended', 'terminated', 'superseded', 'unknown')),
    ends INTEGER NOT NULL,
    PRIMARY KEY (agreement_id, first_day),
    CHECK (first_day < end_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX validity_phases_state ON validity_phases (state, end_day, agreement_id, first_day, ends);
CREATE INDEX agreements_external_number ON agreements (external_number);
CREATE INDEX agreements_stage ON agreements (stage);
CREATE INDEX agreements_origin ON agreements (origin);
CREATE INDEX agreements_signed_range ON agreements (signed_earliest, signed_latest);
CREATE INDEX agreements_registered_range ON agreements (registered_on);
CREATE INDEX agreements_ends_range ON agreements (ends_earliest, ends_latest);
CREATE INDEX agreements_by_signed ON agreements ((signed_earliest IS NULL), signed_earliest, id);
CREATE INDEX agreements_by_signed_desc ON agreements ((signed_earliest IS NULL), signed_earliest DESC, id DESC);
CREATE INDEX agreements_by_registered ON agreements ((registered_on IS NULL), registered_on, id);
CREATE INDEX agreements_by_registered_desc ON agreements ((registered_on IS NULL), registered_on DESC, id DESC);
CREATE INDEX agreements_by_ends ON agreements ((ends_on IS NULL), ends_on, id);
CREATE INDEX agreements_by_title ON agreements (title_key, id);
CREATE INDEX agreements_by_updated_desc ON agreements (updated_at DESC, id DESC);
CREATE INDEX agreements_public ON agreements (id, is_public);
CREATE INDEX case_clocks_due ON case_clocks (due_on, agreement_id);
CREATE INDEX follow_ups_year ON follow_ups (year, active, agreement_id);
