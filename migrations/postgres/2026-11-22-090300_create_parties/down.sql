DROP TABLE signatures;
DROP TABLE parties;
