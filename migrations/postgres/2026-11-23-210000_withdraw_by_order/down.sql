DROP TRIGGER entries_no_update ON entries;
CREATE TRIGGER entries_no_update BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION entries_are_only_added();
DROP FUNCTION entries_change_by_order_only;
DROP TABLE withdrawals;
DROP TABLE redaction_requests;
