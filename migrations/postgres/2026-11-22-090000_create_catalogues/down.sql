DROP TABLE other_names;
DROP TABLE instrument_types;
DROP TABLE areas;
DROP TABLE organisations;
DROP TABLE countries;
DROP TABLE municipalities;
DROP TABLE states;
DROP TABLE catalogue_editions;
