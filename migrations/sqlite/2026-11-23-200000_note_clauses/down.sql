DROP TABLE clauses;
