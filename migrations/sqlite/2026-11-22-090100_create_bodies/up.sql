-- Public bodies and international organisations: whoever can be a party. identity_key says when two descriptions mean
-- the same body, so that one is never created twice.
CREATE TABLE bodies (
    id BLOB NOT NULL PRIMARY KEY,
    identity_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('federal', 'state', 'municipal', 'international', 'unknown')),
    kind TEXT NOT NULL CHECK (kind IN ('government', 'agency', 'legislature', 'court', 'autonomous_body', 'international_organisation', 'other')),
    country TEXT REFERENCES countries (code),
    state TEXT REFERENCES states (code),
    municipality TEXT REFERENCES municipalities (code),
    organisation TEXT REFERENCES organisations (code),
    successor_id BLOB REFERENCES bodies (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (successor_id IS NULL OR successor_id <> id)
) STRICT;
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
    body_id BLOB NOT NULL REFERENCES bodies (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('official', 'former', 'acronym', 'alternative', 'translation')),
    language TEXT,
    valid_from TEXT,
    valid_until TEXT,
    PRIMARY KEY (body_id, position)
) STRICT;
CREATE INDEX body_names_name ON body_names (name_key, body_id);
