-- Accounts of people: a way to hold a token without keeping its secret. Whoever signs in acts as the holder of that token, and once
-- the token has ended nobody signs in. The folded e-mail is how it is typed into a form.
CREATE TABLE accounts (
    id BYTEA NOT NULL PRIMARY KEY,
    token_id BYTEA NOT NULL UNIQUE REFERENCES tokens (id),
    email TEXT NOT NULL,
    email_folded TEXT COLLATE "C" NOT NULL UNIQUE,
    password_hash TEXT,
    password_set_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    CHECK ((password_hash IS NULL) = (password_set_at IS NULL))
);

-- Who is signed in. What their browser keeps is here by its SHA-256 only. No entry tells of them: they are no change of the register.
CREATE TABLE sessions (
    secret_hash BYTEA NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
    account_id BYTEA NOT NULL REFERENCES accounts (id),
    method TEXT NOT NULL CHECK (method IN ('password', 'openid')),
    begun_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_end ON sessions (ends_at);

-- Links by which somebody sets a password, once, when an administrator hands them one; by the SHA-256 of their secret.
CREATE TABLE one_time_links (
    secret_hash BYTEA NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
    account_id BYTEA NOT NULL REFERENCES accounts (id),
    made_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX one_time_links_account ON one_time_links (account_id);

-- Who somebody is at a provider of OpenID Connect, once they signed in there for the first time.
CREATE TABLE identities (
    issuer TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    account_id BYTEA NOT NULL REFERENCES accounts (id),
    linked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (account_id, issuer)
);

-- Tries to sign in that were not right, by the SHA-256 of the e-mail that was given and of what it is counted with, whether there is
-- such an account or not: how it is answered must not tell. A day without a try forgets them.
CREATE TABLE sign_in_tries (
    email_hash BYTEA NOT NULL PRIMARY KEY CHECK (length(email_hash) = 32),
    tries INTEGER NOT NULL CHECK (tries > 0),
    last_at TIMESTAMP NOT NULL,
    closed_until TIMESTAMP
);
CREATE INDEX sign_in_tries_last ON sign_in_tries (last_at);
