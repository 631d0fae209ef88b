-- +goose Up
-- What a brand settles for those who run its programme: from where on two people decide. JSON; empty: nothing.
ALTER TABLE ly_programme ADD COLUMN desk TEXT NOT NULL DEFAULT '';

ALTER TABLE ly_campaign ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE ly_campaign ADD COLUMN name TEXT NOT NULL DEFAULT '';
UPDATE ly_campaign SET id = 'campaign-' || no;

-- Corrections that wait for a second person. The reason is the member's business: erasing takes it.
CREATE TABLE ly_adjust_request (
    id                  TEXT PRIMARY KEY,
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    member              TEXT NOT NULL REFERENCES ly_member (id),
    points              BIGINT NOT NULL,         -- signed
    reason              TEXT NOT NULL,
    expiry_days         INTEGER,                 -- of points given; NULL: never
    state               TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'lapsed')),
    asker               TEXT NOT NULL,           -- user
    asker_name          TEXT NOT NULL,
    asked_at            BIGINT NOT NULL,
    expires_at          BIGINT NOT NULL,
    decider             TEXT NOT NULL DEFAULT '',
    decider_name        TEXT NOT NULL DEFAULT '',
    decided_at          BIGINT NOT NULL DEFAULT 0,
    words               TEXT NOT NULL DEFAULT '', -- why it was refused
    txn                 TEXT NOT NULL DEFAULT '', -- that an approval made
    CHECK (state <> 'approved' OR decider <> asker)
);
CREATE INDEX ly_adjust_request_brand ON ly_adjust_request (brand, asked_at);
CREATE INDEX ly_adjust_request_waiting ON ly_adjust_request (expires_at) WHERE state = 'waiting';
