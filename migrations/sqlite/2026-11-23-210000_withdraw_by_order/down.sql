DROP TRIGGER entries_no_update;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN
    SELECT RAISE(ABORT, 'journal entries are only added');
END;
DROP TABLE withdrawals;
DROP TABLE redaction_requests;
