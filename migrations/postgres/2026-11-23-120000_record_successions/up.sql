-- What became of a body that is no more: merged into another, split into several, or abolished. The day is unknown where only
-- the successor was recorded before.
CREATE TABLE successions (
    body_id BYTEA NOT NULL PRIMARY KEY REFERENCES bodies (id),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('merged', 'split', 'abolished')),
    happened_on TEXT
);

-- The bodies that came after it; one of them at most takes over its agreements and open cases.
CREATE TABLE successors (
    body_id BYTEA NOT NULL REFERENCES successions (body_id),
    position INTEGER NOT NULL,
    successor_id BYTEA NOT NULL REFERENCES bodies (id),
    takes_over BOOLEAN NOT NULL,
    PRIMARY KEY (body_id, position),
    UNIQUE (body_id, successor_id),
    CHECK (successor_id <> body_id)
);
CREATE UNIQUE INDEX successors_one_takes_over ON successors (body_id) WHERE takes_over;
CREATE INDEX successors_successor ON successors (successor_id, takes_over, body_id);

INSERT INTO successions (body_id, kind, happened_on) SELECT id, 'merged', NULL FROM bodies WHERE successor_id IS NOT NULL;
INSERT INTO successors (body_id, position, successor_id, takes_over) SELECT id, 0, successor_id, TRUE FROM bodies WHERE successor_id IS NOT NULL;

ALTER TABLE bodies DROP COLUMN successor_id;

-- Companies and other private bodies can be described too, so that they are refused for what they are.
ALTER TABLE bodies DROP CONSTRAINT bodies_kind_check;
ALTER TABLE bodies ADD CONSTRAINT bodies_kind_check CHECK (kind IN (
        'government', 'agency', 'legislature', 'court', 'autonomous_body', 'international_organisation', 'private', 'other'));
