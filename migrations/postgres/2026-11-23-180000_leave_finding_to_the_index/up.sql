-- Lists, words and counts are answered by the search index of each node. What served them here is of no more use, and every write
-- paid for it.
DROP TABLE agreement_texts;
DROP TABLE validity_phases;
DROP INDEX agreements_external_number;
DROP INDEX agreements_stage;
DROP INDEX agreements_origin;
DROP INDEX agreements_signed_range;
DROP INDEX agreements_registered_range;
DROP INDEX agreements_ends_range;
DROP INDEX agreements_by_signed;
DROP INDEX agreements_by_signed_desc;
DROP INDEX agreements_by_registered;
DROP INDEX agreements_by_registered_desc;
DROP INDEX agreements_by_ends;
DROP INDEX agreements_by_title;
DROP INDEX agreements_by_updated_desc;
DROP INDEX agreements_public;
DROP INDEX case_clocks_due;
DROP INDEX follow_ups_year;
