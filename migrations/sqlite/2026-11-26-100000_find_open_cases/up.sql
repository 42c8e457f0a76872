-- The cases that somebody is to see to are few beside those that have ended: an inbox asks for them all, the most urgent first.
CREATE INDEX case_clocks_open ON case_clocks (due_on, agreement_id) WHERE ended_on IS NULL;
