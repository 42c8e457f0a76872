-- The older table knows no answers about tokens: they are given up, and a request repeated afterwards is done again.
DELETE FROM idempotent_answers WHERE record_kind = 'token';
ALTER TABLE idempotent_answers DROP CONSTRAINT idempotent_answers_record_kind_check;
ALTER TABLE idempotent_answers ADD CONSTRAINT idempotent_answers_record_kind_check CHECK (record_kind IN ('agreement', 'body'));
