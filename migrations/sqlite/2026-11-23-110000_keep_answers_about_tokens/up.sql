-- A request for a token is answered once too; its secret is not in what is kept. SQLite takes the change of a rule only with a
-- new table; its rows are the old ones.
CREATE TABLE idempotent_answers_with_tokens (
    token_id BLOB NOT NULL REFERENCES tokens (id),
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    record_kind TEXT NOT NULL CHECK (record_kind IN ('agreement', 'body', 'token')),
    record_id BLOB NOT NULL,
    answer TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    PRIMARY KEY (token_id, key)
) STRICT;
INSERT INTO idempotent_answers_with_tokens (token_id, key, request_hash, record_kind, record_id, answer, answered_at)
    SELECT token_id, key, request_hash, record_kind, record_id, answer, answered_at FROM idempotent_answers;
DROP TABLE idempotent_answers;
ALTER TABLE idempotent_answers_with_tokens RENAME TO idempotent_answers;
