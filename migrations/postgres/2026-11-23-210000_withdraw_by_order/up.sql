-- Orders to withdraw personal data from an agreement's history, asked for by one registrar: what is to be withdrawn is known by a
-- salted hash only, so that the second one must name the same.
CREATE TABLE redaction_requests (
    agreement_id BYTEA NOT NULL PRIMARY KEY REFERENCES agreements (id),
    requested_by BYTEA REFERENCES tokens (id),
    salt BYTEA NOT NULL,
    digest BYTEA NOT NULL
);

-- The entries from which something was withdrawn. Only these may be altered, and nothing of them but what they say: their leaves in
-- the log stay what they are.
CREATE TABLE withdrawals (
    entry BIGINT NOT NULL REFERENCES entries (number),
    pointer TEXT NOT NULL,
    PRIMARY KEY (entry, pointer)
);

CREATE FUNCTION entries_change_by_order_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.number, NEW.at, NEW.actor_kind, NEW.actor_name, NEW.action, NEW.record_kind, NEW.record_id)
            = (OLD.number, OLD.at, OLD.actor_kind, OLD.actor_name, OLD.action, OLD.record_kind, OLD.record_id)
        AND NEW.actor_role IS NOT DISTINCT FROM OLD.actor_role
        AND NEW.actor_token IS NOT DISTINCT FROM OLD.actor_token
        AND NEW.agreement_id IS NOT DISTINCT FROM OLD.agreement_id
        AND NEW.document_id IS NOT DISTINCT FROM OLD.document_id
        AND EXISTS (SELECT 1 FROM withdrawals WHERE entry = OLD.number) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'journal entries are only added';
END $$;
DROP TRIGGER entries_no_update ON entries;
CREATE TRIGGER entries_no_update BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION entries_change_by_order_only();
