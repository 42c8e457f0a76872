-- Bearer tokens: the secret itself is shown once and never kept, only its SHA-256.
CREATE TABLE tokens (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('office', 'liaison', 'analyst', 'counsel', 'registrar', 'auditor', 'administrator', 'system')),
    body_id BYTEA REFERENCES bodies (id),
    state TEXT COLLATE "C" REFERENCES states (code),
    secret_hash BYTEA NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    revoked_at TIMESTAMP,
    CHECK ((role = 'office') = (body_id IS NOT NULL)),
    CHECK ((role = 'liaison') = (state IS NOT NULL))
);
CREATE INDEX tokens_body ON tokens (body_id);
CREATE INDEX tokens_state ON tokens (state);

-- The answers given under an Idempotency-Key, so that a repeated request is answered and not done again.
CREATE TABLE idempotent_answers (
    token_id BYTEA NOT NULL REFERENCES tokens (id),
    key TEXT COLLATE "C" NOT NULL,
    request_hash BYTEA NOT NULL,
    record_kind TEXT NOT NULL CHECK (record_kind IN ('agreement', 'body')),
    record_id BYTEA NOT NULL,
    answer TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (token_id, key)
);
