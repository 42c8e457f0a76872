DROP INDEX agreements_public;
CREATE INDEX agreements_validity ON agreements (validity_basis, ends_on, starts_on);
DROP TABLE validity_phases;
DROP TABLE agreement_events;
