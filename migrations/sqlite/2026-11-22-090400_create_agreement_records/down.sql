DROP TABLE agreement_texts;
DROP TABLE agreement_records;
