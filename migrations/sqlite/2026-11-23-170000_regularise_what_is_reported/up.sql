-- The case by which what was only reported is brought to the register. Once it is registered, the reported record is shown in its
-- place no more: "done".
CREATE TABLE regularisations (
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES agreements (id),
    reported_id BLOB NOT NULL REFERENCES agreements (id),
    done INTEGER NOT NULL
) STRICT;
CREATE INDEX regularisations_reported ON regularisations (reported_id);
