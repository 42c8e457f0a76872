DROP TABLE body_names;
DROP TABLE bodies;
