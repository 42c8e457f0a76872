-- Bearer tokens: the secret itself is shown once and never kept, only its SHA-256.
CREATE TABLE tokens (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('office', 'liaison', 'analyst', 'counsel', 'registrar', 'auditor', 'administrator', 'system')),
    body_id BLOB REFERENCES bodies (id),
    state TEXT REFERENCES states (code),
    secret_hash BLOB NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    CHECK ((role = 'office') = (body_id IS NOT NULL)),
    CHECK ((role = 'liaison') = (state IS NOT NULL))
) STRICT;
CREATE INDEX tokens_body ON tokens (body_id);
CREATE INDEX tokens_state ON tokens (state);

-- The answers given under an Idempotency-Key, so that a repeated request is answered and not done again.
CREATE TABLE idempotent_answers (
    token_id BLOB NOT NULL REFERENCES tokens (id),
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    record_kind TEXT NOT NULL CHECK (record_kind IN ('agreement', 'body')),
    record_id BLOB NOT NULL,
    answer TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    PRIMARY KEY (token_id, key)
) STRICT;
