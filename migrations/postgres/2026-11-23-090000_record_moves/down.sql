-- A journal that holds moves cannot go back: they are not in the older list of actions.
DROP TABLE cancellation_requests;
DROP TABLE registrations;
DROP TABLE completion_requests;
DROP TABLE opinions;
ALTER TABLE entries DROP COLUMN particulars;
ALTER TABLE entries DROP CONSTRAINT entries_action_check;
ALTER TABLE entries ADD CONSTRAINT entries_action_check CHECK (action IN ('agreement.created', 'agreement.edited', 'agreement.imported', 'body.created', 'body.edited', 'catalogue.loaded', 'token.created', 'token.revoked'));
