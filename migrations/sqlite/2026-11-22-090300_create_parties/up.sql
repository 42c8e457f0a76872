-- A body's part in one agreement, under the name it signed with.
CREATE TABLE parties (
    id BLOB NOT NULL PRIMARY KEY,
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('domestic', 'foreign')),
    body_id BLOB NOT NULL REFERENCES bodies (id),
    name_as_signed TEXT,
    UNIQUE (agreement_id, position),
    UNIQUE (agreement_id, side, body_id)
) STRICT;
CREATE INDEX parties_body ON parties (body_id, side, agreement_id);

-- Who signed for a party: name and post only, never how to reach them.
CREATE TABLE signatures (
    party_id BLOB NOT NULL REFERENCES parties (id),
    position INTEGER NOT NULL,
    name TEXT,
    post TEXT,
    signed_on TEXT,
    place TEXT,
    PRIMARY KEY (party_id, position)
) STRICT;
