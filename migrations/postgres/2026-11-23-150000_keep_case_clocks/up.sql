-- How long each case has been on its way: since when, how long it was its petitioner's turn, what is due next and when. A case that
-- was brought before this table was made gets its clock with its next move.
CREATE TABLE case_clocks (
    agreement_id BYTEA NOT NULL PRIMARY KEY REFERENCES agreements (id),
    brought_on DATE NOT NULL,
    stopped_days INTEGER NOT NULL CHECK (stopped_days >= 0),
    stopped_working_days INTEGER NOT NULL CHECK (stopped_working_days >= 0),
    stopped_on DATE,
    due_on DATE,
    ended_on DATE,
    CHECK (ended_on IS NULL OR due_on IS NULL)
);
CREATE INDEX case_clocks_due ON case_clocks (due_on, agreement_id);
