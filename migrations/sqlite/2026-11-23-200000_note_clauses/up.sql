-- Clauses of an agreement that are asked for by kind, each with the place of the text where it stands.
CREATE TABLE clauses (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('term', 'end', 'disputes', 'money', 'prevailing_language', 'annex')),
    label TEXT,
    document_id BLOB NOT NULL REFERENCES documents (id),
    page INTEGER CHECK (page >= 1),
    text TEXT,
    PRIMARY KEY (agreement_id, position)
) STRICT;
CREATE INDEX clauses_document ON clauses (document_id);
