-- Refused by the rules themselves while there are entries of other kinds.
ALTER TABLE entries DROP CONSTRAINT entries_check;
ALTER TABLE entries ADD CONSTRAINT entries_check CHECK ((record_kind = 'agreement') = (agreement_id IS NOT NULL));
ALTER TABLE entries ADD CONSTRAINT entries_record_kind_check CHECK (record_kind IN ('agreement', 'body', 'catalogue', 'token'));
