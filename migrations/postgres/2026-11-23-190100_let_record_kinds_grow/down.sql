-- Refused by the rules themselves while there are entries of other kinds.
ALTER TABLE entries DROP CONSTRAINT entries_document_check;
ALTER TABLE entries DROP COLUMN document_id;
ALTER TABLE entries DROP CONSTRAINT entries_check;
ALTER TABLE entries ADD CONSTRAINT entries_check CHECK ((record_kind = 'agreement') = (agreement_id IS NOT NULL));
ALTER TABLE entries ADD CONSTRAINT entries_record_kind_check CHECK (record_kind IN ('agreement', 'body', 'catalogue', 'token'));
ALTER TABLE idempotent_answers ADD CONSTRAINT idempotent_answers_record_kind_check CHECK (record_kind IN ('agreement', 'body', 'token'));
