-- What an agreement's petitioner reports of each year: whether the tie is alive. How alive it is called on a day follows from the
-- reports of that year and the one before, so that nothing stands here that a new year would make wrong.
CREATE TABLE follow_ups (
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    year INTEGER NOT NULL,
    active INTEGER NOT NULL,
    activities TEXT NOT NULL,
    results TEXT,
    reported_on TEXT NOT NULL,
    PRIMARY KEY (agreement_id, year)
) STRICT;
CREATE INDEX follow_ups_year ON follow_ups (year, active, agreement_id);
ALTER TABLE agreements DROP COLUMN vitality;
