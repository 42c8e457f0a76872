-- What stands for each entry of the journal in the log: the root over the commitments of its fields, and the key their salts come
-- from. Once something of the entry was withdrawn the key is gone, and the salts of what is left stand in its place, with the
-- commitments of what is not.
CREATE TABLE leaves (
    number INTEGER NOT NULL PRIMARY KEY REFERENCES entries (number),
    root BLOB NOT NULL CHECK (length(root) = 32),
    salt_key BLOB CHECK (length(salt_key) = 32),
    opening TEXT,
    CHECK ((salt_key IS NULL) <> (opening IS NULL))
) STRICT;

CREATE TRIGGER leaves_no_delete BEFORE DELETE ON leaves BEGIN
    SELECT RAISE(ABORT, 'leaves of the log are only added');
END;
CREATE TRIGGER leaves_keep_root BEFORE UPDATE ON leaves
WHEN NEW.number <> OLD.number OR NEW.root <> OLD.root BEGIN
    SELECT RAISE(ABORT, 'leaves of the log do not change');
END;
CREATE TRIGGER leaves_next_number BEFORE INSERT ON leaves
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM leaves) BEGIN
    SELECT RAISE(ABORT, 'leaves of the log have no gap');
END;

-- The tree over them: tiles of up to 256 hashes, level by level.
CREATE TABLE log_tiles (
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hashes BLOB NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, position)
) STRICT;

CREATE TRIGGER log_tiles_no_delete BEFORE DELETE ON log_tiles BEGIN
    SELECT RAISE(ABORT, 'tiles of the log only grow');
END;
CREATE TRIGGER log_tiles_only_grow BEFORE UPDATE ON log_tiles
WHEN NEW.level <> OLD.level OR NEW.position <> OLD.position OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes BEGIN
    SELECT RAISE(ABORT, 'tiles of the log only grow');
END;
