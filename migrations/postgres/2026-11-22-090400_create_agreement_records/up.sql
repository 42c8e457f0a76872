-- Each agreement as it is read, derived from the tables in the transaction that changes them: one row answers a reader.
CREATE TABLE agreement_records (
    agreement_id BYTEA NOT NULL PRIMARY KEY REFERENCES agreements (id),
    version INTEGER NOT NULL,
    record TEXT NOT NULL
);

-- The words an agreement is found by, folded: no accents, no case, one space before each word.
CREATE TABLE agreement_texts (
    agreement_id BYTEA NOT NULL PRIMARY KEY REFERENCES agreements (id),
    title_words TEXT NOT NULL,
    all_words TEXT NOT NULL
);
