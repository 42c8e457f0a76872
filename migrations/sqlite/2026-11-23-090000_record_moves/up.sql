-- The moves of the procedure enter the journal, each with its particulars. SQLite takes a new list of actions only with a new
-- table; its rows are the old ones.
CREATE TABLE entries_with_moves (
    number INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('person', 'command')),
    actor_name TEXT NOT NULL,
    actor_role TEXT,
    actor_token BLOB,
    action TEXT NOT NULL CHECK (action IN ('agreement.created', 'agreement.edited', 'agreement.imported',
        'agreement.submitted', 'agreement.completion_requested', 'agreement.review_begun', 'agreement.observed', 'agreement.opinion_given', 'agreement.signed',
        'agreement.registered', 'agreement.withdrawn', 'agreement.dismissed', 'agreement.cancellation_requested', 'agreement.cancelled', 'agreement.corrected',
        'body.created', 'body.edited', 'catalogue.loaded', 'token.created', 'token.revoked')),
    record_kind TEXT NOT NULL CHECK (record_kind IN ('agreement', 'body', 'catalogue', 'token')),
    record_id TEXT NOT NULL,
    agreement_id BLOB REFERENCES agreements (id),
    content TEXT NOT NULL,
    particulars TEXT,
    CHECK ((record_kind = 'agreement') = (agreement_id IS NOT NULL))
) STRICT;
INSERT INTO entries_with_moves (number, at, actor_kind, actor_name, actor_role, actor_token, action, record_kind, record_id, agreement_id, content)
    SELECT number, at, actor_kind, actor_name, actor_role, actor_token, action, record_kind, record_id, agreement_id, content FROM entries;
DROP TABLE entries;
ALTER TABLE entries_with_moves RENAME TO entries;
CREATE INDEX entries_agreement ON entries (agreement_id, number);
CREATE INDEX entries_record ON entries (record_kind, record_id, number);

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN
    SELECT RAISE(ABORT, 'journal entries are only added');
END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN
    SELECT RAISE(ABORT, 'journal entries are only added');
END;
CREATE TRIGGER entries_next_number BEFORE INSERT ON entries
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM entries) BEGIN
    SELECT RAISE(ABORT, 'journal numbers have no gap');
END;

-- What counsel said of a case (LCT art. 7): internal until the agreement is registered.
CREATE TABLE opinions (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('favourable', 'unfavourable', 'out_of_scope')),
    reference TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    given_by BLOB REFERENCES tokens (id),
    PRIMARY KEY (agreement_id, position)
) STRICT;
CREATE INDEX opinions_given_by ON opinions (given_by);

-- What a case was found to lack, and until when it may be brought; the clock of the case stands still meanwhile.
CREATE TABLE completion_requests (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    due_on TEXT NOT NULL,
    PRIMARY KEY (agreement_id, position)
) STRICT;

-- The numbers of the register: each year's begin at 1 and have no gap; none is ever used again.
CREATE TABLE registrations (
    year INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    agreement_id BLOB NOT NULL UNIQUE REFERENCES agreements (id),
    PRIMARY KEY (year, number)
) STRICT;

-- A registrar's wish that an entry be void, until a second registrar confirms it.
CREATE TABLE cancellation_requests (
    agreement_id BLOB NOT NULL PRIMARY KEY REFERENCES agreements (id),
    requested_by BLOB REFERENCES tokens (id),
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX cancellation_requests_requested_by ON cancellation_requests (requested_by);
