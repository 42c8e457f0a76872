ALTER TABLE entries DROP CONSTRAINT entries_action_check;
ALTER TABLE entries ADD CONSTRAINT entries_action_check CHECK (action IN (
        'agreement.created', 'agreement.edited', 'agreement.imported',
        'agreement.submitted', 'agreement.completion_requested', 'agreement.review_begun', 'agreement.observed', 'agreement.opinion_given', 'agreement.signed',
        'agreement.registered', 'agreement.withdrawn', 'agreement.dismissed', 'agreement.cancellation_requested', 'agreement.cancelled', 'agreement.corrected',
        'body.created', 'body.edited', 'catalogue.loaded', 'token.created', 'token.revoked'));
