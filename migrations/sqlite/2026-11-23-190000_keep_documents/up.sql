-- Contents that were stored, each once however many documents have it, by their SHA-256. What could be read of the text follows
-- in the background.
CREATE TABLE files (
    sha256 BLOB NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
    size INTEGER NOT NULL CHECK (size > 0),
    media_type TEXT NOT NULL,
    pages INTEGER CHECK (pages >= 0),
    text_state TEXT NOT NULL CHECK (text_state IN ('waiting', 'read', 'partly', 'none')),
    stored_at TEXT NOT NULL
) STRICT;
CREATE INDEX files_waiting ON files (stored_at, sha256) WHERE text_state = 'waiting';

-- The text of a file, page by page.
CREATE TABLE file_pages (
    sha256 BLOB NOT NULL REFERENCES files (sha256),
    page INTEGER NOT NULL CHECK (page >= 1),
    text TEXT NOT NULL,
    PRIMARY KEY (sha256, page)
) STRICT;

-- What could not be read of it: a page, or the whole.
CREATE TABLE file_gaps (
    sha256 BLOB NOT NULL REFERENCES files (sha256),
    position INTEGER NOT NULL,
    page INTEGER,
    reason TEXT NOT NULL,
    PRIMARY KEY (sha256, position)
) STRICT;

-- The documents of an agreement. A content is never overwritten: a later document supersedes an earlier one.
CREATE TABLE documents (
    id BLOB NOT NULL PRIMARY KEY,
    agreement_id BLOB NOT NULL REFERENCES agreements (id),
    kind TEXT NOT NULL CHECK (kind IN ('draft', 'official_letter', 'council_act', 'opinion', 'signed_original', 'certified_copy', 'translation', 'annex', 'side_letter', 'work_programme', 'report', 'source_page')),
    title TEXT NOT NULL,
    label TEXT,
    language TEXT,
    authenticity TEXT CHECK (authenticity IN ('authentic', 'translation')),
    prevails INTEGER NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'internal')),
    dated_on TEXT,
    note TEXT,
    file_name TEXT NOT NULL,
    sha256 BLOB NOT NULL REFERENCES files (sha256),
    supersedes_id BLOB UNIQUE REFERENCES documents (id),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (supersedes_id <> id)
) STRICT;
CREATE INDEX documents_agreement ON documents (agreement_id, id);
CREATE INDEX documents_sha256 ON documents (sha256);
