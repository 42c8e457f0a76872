DROP TABLE pairings;
DROP TABLE duplicate_answers;
