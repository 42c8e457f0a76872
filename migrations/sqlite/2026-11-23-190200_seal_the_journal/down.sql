DROP TABLE log_tiles;
DROP TABLE leaves;
