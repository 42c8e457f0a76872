DROP TRIGGER entries_next_number ON entries;
DROP TRIGGER entries_no_truncate ON entries;
DROP TRIGGER entries_no_update ON entries;
DROP FUNCTION entries_have_no_gap;
DROP FUNCTION entries_are_only_added;
DROP TABLE entries;
