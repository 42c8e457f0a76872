-- Public bodies and international organisations: whoever can be a party. identity_key says when two descriptions mean
-- the same body, so that one is never created twice.
CREATE TABLE bodies (
    id BYTEA NOT NULL PRIMARY KEY,
    identity_key TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL CHECK (level IN ('federal', 'state', 'municipal', 'international', 'unknown')),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('government', 'agency', 'legislature', 'court', 'autonomous_body', 'international_organisation', 'other')),
    country TEXT COLLATE "C" REFERENCES countries (code),
    state TEXT COLLATE "C" REFERENCES states (code),
    municipality TEXT COLLATE "C" REFERENCES municipalities (code),
    organisation TEXT COLLATE "C" REFERENCES organisations (code),
    successor_id BYTEA REFERENCES bodies (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    CHECK (successor_id IS NULL OR successor_id <> id)
);
CREATE INDEX bodies_name ON bodies (name_key, id);
CREATE INDEX bodies_level ON bodies (level);
CREATE INDEX bodies_kind ON bodies (kind);
CREATE INDEX bodies_country ON bodies (country);
CREATE INDEX bodies_state ON bodies (state);
CREATE INDEX bodies_municipality ON bodies (municipality);
CREATE INDEX bodies_organisation ON bodies (organisation);
CREATE INDEX bodies_successor ON bodies (successor_id);

-- Every name a body has or had, with the years it held.
CREATE TABLE body_names (
    body_id BYTEA NOT NULL REFERENCES bodies (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('official', 'former', 'acronym', 'alternative', 'translation')),
    language TEXT,
    valid_from TEXT,
    valid_until TEXT,
    PRIMARY KEY (body_id, position)
);
CREATE INDEX body_names_name ON body_names (name_key, body_id);
