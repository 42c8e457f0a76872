-- The older table knows no answers about tokens: they are given up, and a request repeated afterwards is done again.
CREATE TABLE idempotent_answers_without_tokens (
    token_id BLOB NOT NULL REFERENCES tokens (id),
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    record_kind TEXT NOT NULL CHECK (record_kind IN ('agreement', 'body')),
    record_id BLOB NOT NULL,
    answer TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    PRIMARY KEY (token_id, key)
) STRICT;
INSERT INTO idempotent_answers_without_tokens (token_id, key, request_hash, record_kind, record_id, answer, answered_at)
    SELECT token_id, key, request_hash, record_kind, record_id, answer, answered_at FROM idempotent_answers
    WHERE record_kind <> 'token';
DROP TABLE idempotent_answers;
ALTER TABLE idempotent_answers_without_tokens RENAME TO idempotent_answers;
