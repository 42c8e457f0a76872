-- The row of a file each imported agreement came from: every raw string beside what it was read as. The fingerprint keeps
-- a second run of the same file from adding anything.
CREATE TABLE imported_rows (
    agreement_id BYTEA NOT NULL PRIMARY KEY REFERENCES agreements (id),
    fingerprint BYTEA NOT NULL UNIQUE,
    file TEXT NOT NULL,
    line BIGINT NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    cells TEXT NOT NULL
);
