ALTER TABLE agreements ADD COLUMN vitality TEXT NOT NULL DEFAULT 'unreported' CHECK (vitality IN ('active', 'dormant', 'unreported'));
DROP TABLE follow_ups;
