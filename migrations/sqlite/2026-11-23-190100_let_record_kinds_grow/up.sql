-- Which kinds of record there are stands in one place, the program, as with actions; and an entry may be about something that
-- belongs to an agreement. SQLite takes the change of a rule only with a new table; its rows are the old ones.
CREATE TABLE entries_of_any_kind (
    number INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('person', 'command')),
    actor_name TEXT NOT NULL,
    actor_role TEXT,
    actor_token BLOB,
    action TEXT NOT NULL CHECK (action LIKE '%_.%_'),
    record_kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    agreement_id BLOB REFERENCES agreements (id),
    document_id BLOB REFERENCES documents (id),
    content TEXT NOT NULL,
    particulars TEXT,
    CHECK (record_kind <> 'agreement' OR agreement_id IS NOT NULL),
    CHECK ((record_kind = 'document') = (document_id IS NOT NULL))
) STRICT;
INSERT INTO entries_of_any_kind (number, at, actor_kind, actor_name, actor_role, actor_token, action, record_kind, record_id, agreement_id, content, particulars)
    SELECT number, at, actor_kind, actor_name, actor_role, actor_token, action, record_kind, record_id, agreement_id, content, particulars FROM entries;
DROP TABLE entries;
ALTER TABLE entries_of_any_kind RENAME TO entries;
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

CREATE TABLE idempotent_answers_of_any_kind (
    token_id BLOB NOT NULL REFERENCES tokens (id),
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    record_kind TEXT NOT NULL,
    record_id BLOB NOT NULL,
    answer TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    PRIMARY KEY (token_id, key)
) STRICT;
INSERT INTO idempotent_answers_of_any_kind (token_id, key, request_hash, record_kind, record_id, answer, answered_at)
    SELECT token_id, key, request_hash, record_kind, record_id, answer, answered_at FROM idempotent_answers;
DROP TABLE idempotent_answers;
ALTER TABLE idempotent_answers_of_any_kind RENAME TO idempotent_answers;
