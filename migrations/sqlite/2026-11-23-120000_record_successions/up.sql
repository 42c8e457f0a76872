-- What became of a body that is no more: merged into another, split into several, or abolished. The day is unknown where only
-- the successor was recorded before.
CREATE TABLE successions (
    body_id BLOB NOT NULL PRIMARY KEY REFERENCES bodies (id),
    kind TEXT NOT NULL CHECK (kind IN ('merged', 'split', 'abolished')),
    happened_on TEXT
) STRICT;

-- The bodies that came after it; one of them at most takes over its agreements and open cases.
CREATE TABLE successors (
    body_id BLOB NOT NULL REFERENCES successions (body_id),
    position INTEGER NOT NULL,
    successor_id BLOB NOT NULL REFERENCES bodies (id),
    takes_over INTEGER NOT NULL,
    PRIMARY KEY (body_id, position),
    UNIQUE (body_id, successor_id),
    CHECK (successor_id <> body_id)
) STRICT;
CREATE UNIQUE INDEX successors_one_takes_over ON successors (body_id) WHERE takes_over;
CREATE INDEX successors_successor ON successors (successor_id, takes_over, body_id);

INSERT INTO successions (body_id, kind, happened_on) SELECT id, 'merged', NULL FROM bodies WHERE successor_id IS NOT NULL;
INSERT INTO successors (body_id, position, successor_id, takes_over) SELECT id, 0, successor_id, 1 FROM bodies WHERE successor_id IS NOT NULL;

-- Companies and other private bodies can be described too, so that they are refused for what they are. SQLite takes the change of
-- a rule, and the end of the old successor, only with a new table; its rows are the old ones, and whoever refers to them finds
-- them there again before the end of the transaction.
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE bodies_before AS SELECT * FROM bodies;
DROP TABLE bodies;
CREATE TABLE bodies (
    id BLOB NOT NULL PRIMARY KEY,
    identity_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('federal', 'state', 'municipal', 'international', 'unknown')),
    kind TEXT NOT NULL CHECK (kind IN ('government', 'agency', 'legislature', 'court', 'autonomous_body', 'international_organisation', 'private', 'other')),
    country TEXT REFERENCES countries (code),
    state TEXT REFERENCES states (code),
    municipality TEXT REFERENCES municipalities (code),
    organisation TEXT REFERENCES organisations (code),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
INSERT INTO bodies (id, identity_key, name, name_key, level, kind, country, state, municipality, organisation, version, created_at, updated_at)
    SELECT id, identity_key, name, name_key, level, kind, country, state, municipality, organisation, version, created_at, updated_at FROM bodies_before;
DROP TABLE bodies_before;
CREATE INDEX bodies_name ON bodies (name_key, id);
CREATE INDEX bodies_level ON bodies (level);
CREATE INDEX bodies_kind ON bodies (kind);
CREATE INDEX bodies_country ON bodies (country);
CREATE INDEX bodies_state ON bodies (state);
CREATE INDEX bodies_municipality ON bodies (municipality);
CREATE INDEX bodies_organisation ON bodies (organisation);
