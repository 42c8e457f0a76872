DROP TABLE log_tiles;
DROP TABLE leaves;
DROP FUNCTION log_tiles_only_grow;
DROP FUNCTION leaves_have_no_gap;
DROP FUNCTION leaves_are_only_added;
