-- Orders to withdraw personal data from an agreement's history, asked for by one registrar: what is to be withdrawn is known by a
-- salted hash only, so that the second one must name the same.
CREATE TABLE redaction_requests (
    agreement_id BLOB NOT NULL PRIMARY KEY REFERENCES agreements (id),
    requested_by BLOB REFERENCES tokens (id),
    salt BLOB NOT NULL,
    digest BLOB NOT NULL
) STRICT;

-- The entries from which something was withdrawn. Only these may be altered, and nothing of them but what they say: their leaves in
-- the log stay what they are.
CREATE TABLE withdrawals (
    entry INTEGER NOT NULL REFERENCES entries (number),
    pointer TEXT NOT NULL,
    PRIMARY KEY (entry, pointer)
) STRICT;

DROP TRIGGER entries_no_update;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
WHEN NEW.number IS NOT OLD.number OR NEW.at IS NOT OLD.at OR NEW.actor_kind IS NOT OLD.actor_kind OR NEW.actor_name IS NOT OLD.actor_name
    OR NEW.actor_role IS NOT OLD.actor_role OR NEW.actor_token IS NOT OLD.actor_token OR NEW.action IS NOT OLD.action
    OR NEW.record_kind IS NOT OLD.record_kind OR NEW.record_id IS NOT OLD.record_id OR NEW.agreement_id IS NOT OLD.agreement_id
    OR NEW.document_id IS NOT OLD.document_id OR NOT EXISTS (SELECT 1 FROM withdrawals WHERE entry = OLD.number)
BEGIN
    SELECT RAISE(ABORT, 'journal entries are only added');
END;
