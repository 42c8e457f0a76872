-- Which actions there are stands in one place, the program: a new one needs no new table.
ALTER TABLE entries DROP CONSTRAINT entries_action_check;
ALTER TABLE entries ADD CONSTRAINT entries_action_check CHECK (action LIKE '%_.%_');
