-- Of several successors the older table holds one; of private bodies it knows nothing, so that they must not be there.
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE bodies_before AS SELECT * FROM bodies;
CREATE TEMPORARY TABLE successors_before AS SELECT * FROM successors;
DROP TABLE successors;
DROP TABLE successions;
DROP TABLE bodies;
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
INSERT INTO bodies (id, identity_key, name, name_key, level, kind, country, state, municipality, organisation, successor_id, version, created_at, updated_at)
    SELECT id, identity_key, name, name_key, level, kind, country, state, municipality, organisation,
        (SELECT successor_id FROM successors_before WHERE body_id = id ORDER BY takes_over DESC, position LIMIT 1),
        version, created_at, updated_at FROM bodies_before;
DROP TABLE bodies_before;
DROP TABLE successors_before;
CREATE INDEX bodies_name ON bodies (name_key, id);
CREATE INDEX bodies_level ON bodies (level);
CREATE INDEX bodies_kind ON bodies (kind);
CREATE INDEX bodies_country ON bodies (country);
CREATE INDEX bodies_state ON bodies (state);
CREATE INDEX bodies_municipality ON bodies (municipality);
CREATE INDEX bodies_organisation ON bodies (organisation);
CREATE INDEX bodies_successor ON bodies (successor_id);
