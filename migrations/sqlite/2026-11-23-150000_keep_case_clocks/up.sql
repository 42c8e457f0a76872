-- How long each case has been on its way: since when, how long it was its petitioner's turn, what is due next and when. A case that
-- was brought before this table was made gets its clock with its next move.
CREATE TABLE case_clocks (
    agreement_id BLOB NOT NULL PRIMARY KEY REFERENCES agreements (id),
    brought_on TEXT NOT NULL,
    stopped_days INTEGER NOT NULL CHECK (stopped_days >= 0),
    stopped_working_days INTEGER NOT NULL CHECK (stopped_working_days >= 0),
    stopped_on TEXT,
    due_on TEXT,
    ended_on TEXT,
    CHECK (ended_on IS NULL OR due_on IS NULL)
) STRICT;
CREATE INDEX case_clocks_due ON case_clocks (due_on, agreement_id);
