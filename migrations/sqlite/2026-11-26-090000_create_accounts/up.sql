-- Accounts of people: a way to hold a token without keeping its secret. Whoever signs in acts as the holder of that token, and once
-- the token has ended nobody signs in. The folded e-mail is how it is typed into a form.
CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    token_id BLOB NOT NULL UNIQUE REFERENCES tokens (id),
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    password_set_at TEXT,
    created_at TEXT NOT NULL,
    CHECK ((password_hash IS NULL) = (password_set_at IS NULL))
) STRICT;

-- Who is signed in. What their browser keeps is here by its SHA-256 only. No entry tells of them: they are no change of the register.
CREATE TABLE sessions (
    secret_hash BLOB NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    method TEXT NOT NULL CHECK (method IN ('password', 'openid')),
    begun_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_end ON sessions (ends_at);

-- Links by which somebody sets a password, once, when an administrator hands them one; by the SHA-256 of their secret.
CREATE TABLE one_time_links (
    secret_hash BLOB NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    made_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX one_time_links_account ON one_time_links (account_id);

-- Who somebody is at a provider of OpenID Connect, once they signed in there for the first time.
CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    linked_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (account_id, issuer)
) STRICT;

-- Tries to sign in that were not right, by the SHA-256 of the e-mail that was given and of what it is counted with, whether there is
-- such an account or not: how it is answered must not tell. A day without a try forgets them.
CREATE TABLE sign_in_tries (
    email_hash BLOB NOT NULL PRIMARY KEY CHECK (length(email_hash) = 32),
    tries INTEGER NOT NULL CHECK (tries > 0),
    last_at TEXT NOT NULL,
    closed_until TEXT
) STRICT;
CREATE INDEX sign_in_tries_last ON sign_in_tries (last_at);
