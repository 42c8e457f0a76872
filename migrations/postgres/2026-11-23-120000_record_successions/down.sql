-- Of several successors the older table holds one; of private bodies it knows nothing, so that they must not be there.
ALTER TABLE bodies DROP CONSTRAINT bodies_kind_check;
ALTER TABLE bodies ADD CONSTRAINT bodies_kind_check CHECK (kind IN (
        'government', 'agency', 'legislature', 'court', 'autonomous_body', 'international_organisation', 'other'));
ALTER TABLE bodies ADD COLUMN successor_id BYTEA REFERENCES bodies (id);
ALTER TABLE bodies ADD CONSTRAINT bodies_check CHECK (successor_id IS NULL OR successor_id <> id);
UPDATE bodies SET successor_id = (SELECT s.successor_id FROM successors s WHERE s.body_id = bodies.id ORDER BY s.takes_over DESC, s.position LIMIT 1);
CREATE INDEX bodies_successor ON bodies (successor_id);
DROP TABLE successors;
DROP TABLE successions;
