-- The last day in Mexico on which a token was used, so that those nobody needs are found. No entry tells it.
ALTER TABLE tokens ADD COLUMN last_used_on DATE;
