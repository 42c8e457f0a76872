-- What happens to an agreement once it is signed, and what proves it. Of a termination no more than the month or the year may be
-- known; a date is kept as written.
CREATE TABLE agreement_events (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('entry_into_force', 'suspension', 'resumption', 'termination', 'non_renewal')),
    happened_on TEXT NOT NULL,
    document TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (agreement_id, position)
) STRICT;

-- The effect of each agreement over all days, derived from its facts, its events and later agreements: one row for each stretch
-- of days with the same effect, from its first day up to the first day of the next. The effect on a day is the row the day lies
-- in, so that nothing has to be changed when a day begins. "ends" tells days in force whose end is the end of the effect.
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
DROP INDEX agreements_validity;
-- Whether an agreement is public is asked of each one that is counted: by this index without reading the agreement.
CREATE INDEX agreements_public ON agreements (id, is_public);
