-- What sources say of single fields of an agreement: a page of a document, or an address as it was on a day. Those that contradict
-- the record stand beside it until a registrar decides.
CREATE TABLE statements (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    number INTEGER NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    document_id BLOB REFERENCES documents (id),
    page INTEGER CHECK (page >= 1),
    url TEXT,
    consulted_on TEXT,
    method TEXT NOT NULL CHECK (method IN ('keyed', 'imported', 'read')),
    verified_by TEXT,
    verified_on TEXT,
    standing TEXT NOT NULL CHECK (standing IN ('agrees', 'differs', 'set_aside')),
    reason TEXT,
    decided_on TEXT,
    PRIMARY KEY (agreement_id, number),
    CHECK ((document_id IS NULL) <> (url IS NULL)),
    CHECK ((url IS NULL) = (consulted_on IS NULL)),
    CHECK ((verified_by IS NULL) = (verified_on IS NULL)),
    CHECK ((reason IS NULL) = (decided_on IS NULL))
) STRICT;
CREATE INDEX statements_document ON statements (document_id);
