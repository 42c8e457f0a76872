-- Why an agreement is not the same as another one it looks like: said once for each pair, so that nobody is asked again.
CREATE TABLE duplicate_answers (
    agreement_id BYTEA NOT NULL REFERENCES agreements (id),
    other_id BYTEA NOT NULL REFERENCES agreements (id),
    reason TEXT NOT NULL,
    PRIMARY KEY (agreement_id, other_id)
);
CREATE INDEX duplicate_answers_other ON duplicate_answers (other_id);

-- Which Mexican body agreed with which foreign one: every pair of each agreement, derived from its parties, so that the agreements
-- of the same two are found at once however many either of them has.
CREATE TABLE pairings (
    foreign_id BYTEA NOT NULL REFERENCES bodies (id),
    domestic_id BYTEA NOT NULL REFERENCES bodies (id),
    agreement_id BYTEA NOT NULL REFERENCES agreements (id),
    PRIMARY KEY (foreign_id, domestic_id, agreement_id)
);
CREATE INDEX pairings_agreement ON pairings (agreement_id);

INSERT INTO pairings (foreign_id, domestic_id, agreement_id)
    SELECT f.body_id, d.body_id, d.agreement_id FROM parties d JOIN parties f ON f.agreement_id = d.agreement_id
    WHERE d.side = 'domestic' AND f.side = 'foreign';
