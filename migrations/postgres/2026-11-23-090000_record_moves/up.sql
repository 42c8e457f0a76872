-- The moves of the procedure enter the journal, each with its particulars.
ALTER TABLE entries DROP CONSTRAINT entries_action_check;
ALTER TABLE entries ADD CONSTRAINT entries_action_check CHECK (action IN (
        'agreement.created', 'agreement.edited', 'agreement.imported',
        'agreement.submitted', 'agreement.completion_requested', 'agreement.review_begun', 'agreement.observed', 'agreement.opinion_given', 'agreement.signed',
        'agreement.registered', 'agreement.withdrawn', 'agreement.dismissed', 'agreement.cancellation_requested', 'agreement.cancelled', 'agreement.corrected',
        'body.created', 'body.edited', 'catalogue.loaded', 'token.created', 'token.revoked'));
ALTER TABLE entries ADD COLUMN particulars TEXT;

-- What counsel said of a case (LCT art. 7): internal until the agreement is registered.
CREATE TABLE opinions (
    agreement_id BYTEA NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('favourable', 'unfavourable', 'out_of_scope')),
    reference TEXT NOT NULL,
    issued_on DATE NOT NULL,
    given_by BYTEA REFERENCES tokens (id),
    PRIMARY KEY (agreement_id, position)
);
CREATE INDEX opinions_given_by ON opinions (given_by);

-- What a case was found to lack, and until when it may be brought; the clock of the case stands still meanwhile.
CREATE TABLE completion_requests (
    agreement_id BYTEA NOT NULL REFERENCES agreements (id),
    position INTEGER NOT NULL,
    due_on DATE NOT NULL,
    PRIMARY KEY (agreement_id, position)
);

-- The numbers of the register: each year's begin at 1 and have no gap; none is ever used again.
CREATE TABLE registrations (
    year INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    agreement_id BYTEA NOT NULL UNIQUE REFERENCES agreements (id),
    PRIMARY KEY (year, number)
);

-- A registrar's wish that an entry be void, until a second registrar confirms it.
CREATE TABLE cancellation_requests (
    agreement_id BYTEA NOT NULL PRIMARY KEY REFERENCES agreements (id),
    requested_by BYTEA REFERENCES tokens (id),
    reason TEXT NOT NULL
);
CREATE INDEX cancellation_requests_requested_by ON cancellation_requests (requested_by);
