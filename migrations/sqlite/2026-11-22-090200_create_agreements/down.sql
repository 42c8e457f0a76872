DROP TABLE sources;
DROP TABLE links;
DROP TABLE agreement_areas;
DROP TABLE alternative_titles;
DROP TABLE terms;
DROP TABLE agreements;
