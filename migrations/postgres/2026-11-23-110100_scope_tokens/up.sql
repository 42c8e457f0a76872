-- What another system may do beside reading what everybody reads: words with a space between. Which words there are stands in the
-- program.
ALTER TABLE tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT '' CHECK (scopes = '' OR role = 'system');
