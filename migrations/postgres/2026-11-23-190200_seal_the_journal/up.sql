-- What stands for each entry of the journal in the log: the root over the commitments of its fields, and the key their salts come
-- from. Once something of the entry was withdrawn the key is gone, and the salts of what is left stand in its place, with the
-- commitments of what is not.
CREATE TABLE leaves (
    number BIGINT NOT NULL PRIMARY KEY REFERENCES entries (number),
    root BYTEA NOT NULL CHECK (length(root) = 32),
    salt_key BYTEA CHECK (length(salt_key) = 32),
    opening TEXT,
    CHECK ((salt_key IS NULL) <> (opening IS NULL))
);

CREATE FUNCTION leaves_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.number = OLD.number AND NEW.root = OLD.root THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'leaves of the log do not change';
END $$;
CREATE TRIGGER leaves_keep_root BEFORE UPDATE OR DELETE ON leaves FOR EACH ROW EXECUTE FUNCTION leaves_are_only_added();
CREATE TRIGGER leaves_no_truncate BEFORE TRUNCATE ON leaves FOR EACH STATEMENT EXECUTE FUNCTION entries_are_only_added();

CREATE FUNCTION leaves_have_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM leaves) THEN
        RAISE EXCEPTION 'leaves of the log have no gap';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER leaves_next_number BEFORE INSERT ON leaves FOR EACH ROW EXECUTE FUNCTION leaves_have_no_gap();

-- The tree over them: tiles of up to 256 hashes, level by level.
CREATE TABLE log_tiles (
    level INTEGER NOT NULL,
    position BIGINT NOT NULL,
    hashes BYTEA NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, position)
);

CREATE FUNCTION log_tiles_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.level = OLD.level AND NEW.position = OLD.position
        AND substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) = OLD.hashes THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'tiles of the log only grow';
END $$;
CREATE TRIGGER log_tiles_only_grow BEFORE UPDATE OR DELETE ON log_tiles FOR EACH ROW EXECUTE FUNCTION log_tiles_only_grow();
CREATE TRIGGER log_tiles_no_truncate BEFORE TRUNCATE ON log_tiles FOR EACH STATEMENT EXECUTE FUNCTION entries_are_only_added();
