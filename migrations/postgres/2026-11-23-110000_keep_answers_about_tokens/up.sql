-- A request for a token is answered once too; its secret is not in what is kept.
ALTER TABLE idempotent_answers DROP CONSTRAINT idempotent_answers_record_kind_check;
ALTER TABLE idempotent_answers ADD CONSTRAINT idempotent_answers_record_kind_check CHECK (record_kind IN ('agreement', 'body', 'token'));
