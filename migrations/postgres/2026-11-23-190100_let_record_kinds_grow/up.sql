-- Which kinds of record there are stands in one place, the program, as with actions; and an entry may be about something that
-- belongs to an agreement.
ALTER TABLE entries DROP CONSTRAINT entries_record_kind_check;
ALTER TABLE entries DROP CONSTRAINT entries_check;
ALTER TABLE entries ADD CONSTRAINT entries_check CHECK (record_kind <> 'agreement' OR agreement_id IS NOT NULL);
ALTER TABLE entries ADD COLUMN document_id BYTEA REFERENCES documents (id);
ALTER TABLE entries ADD CONSTRAINT entries_document_check CHECK ((record_kind = 'document') = (document_id IS NOT NULL));
ALTER TABLE idempotent_answers DROP CONSTRAINT idempotent_answers_record_kind_check;
