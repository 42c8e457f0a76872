DROP TABLE idempotent_answers;
DROP TABLE tokens;
