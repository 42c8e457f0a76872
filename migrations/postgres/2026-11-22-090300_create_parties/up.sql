-- A body's part in one agreement, under the name it signed with.
CREATE TABLE parties (
    id BYTEA NOT NULL PRIMARY KEY,
    agreement_id BYTEA NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    side TEXT COLLATE "C" NOT NULL CHECK (side IN ('domestic', 'foreign')),
    body_id BYTEA NOT NULL REFERENCES bodies (id),
    name_as_signed TEXT,
    UNIQUE (agreement_id, position),
    UNIQUE (agreement_id, side, body_id)
);
CREATE INDEX parties_body ON parties (body_id, side, agreement_id);

-- Who signed for a party: name and post only, never how to reach them.
CREATE TABLE signatures (
    party_id BYTEA NOT NULL REFERENCES parties (id),
    position INTEGER NOT NULL,
    name TEXT,
    post TEXT,
    signed_on TEXT,
    place TEXT,
    PRIMARY KEY (party_id, position)
);
