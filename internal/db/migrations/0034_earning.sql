-- +goose Up
-- What a rule may have beside its rate: products, conditions, a cap over a period. JSON; empty: nothing.
ALTER TABLE ly_rule ADD COLUMN terms TEXT NOT NULL DEFAULT '';
ALTER TABLE ly_group RENAME COLUMN points_per_day TO points;
ALTER TABLE ly_group ADD COLUMN period TEXT NOT NULL DEFAULT 'day' CHECK (period IN ('day', 'week', 'month', 'year', 'ever'));
ALTER TABLE ly_group ADD COLUMN reject BOOLEAN NOT NULL DEFAULT FALSE; -- what does not fit earns nothing, else what is left
-- What the brand settles for members among themselves: referrals, gifts. JSON; empty: nothing.
ALTER TABLE ly_programme ADD COLUMN social TEXT NOT NULL DEFAULT '';

-- Why points are what they are. It is fixed by the note's hash, and goes with the note.
ALTER TABLE ly_txn_note ADD COLUMN trace TEXT NOT NULL DEFAULT ''; -- JSON

-- Why an event earned nothing: the last refusal of each.
CREATE TABLE ly_refusal (
    member              TEXT NOT NULL REFERENCES ly_member (id),
    rule                TEXT NOT NULL,
    source              BYTEA NOT NULL,          -- SHA-256 of the business id
    at                  BIGINT NOT NULL,
    code                TEXT NOT NULL,           -- of the fault
    trace               TEXT NOT NULL,           -- JSON
    PRIMARY KEY (member, rule, source)
);

-- Orders of shops. One is taken once for ever, whatever it earned.
CREATE TABLE ly_purchase (
    brand               TEXT NOT NULL,
    source              BYTEA NOT NULL,          -- SHA-256 of the order number
    member              TEXT NOT NULL REFERENCES ly_member (id),
    request             BYTEA NOT NULL,          -- SHA-256 of all that was sent
    at                  BIGINT NOT NULL,         -- when it was made
    amount              BIGINT NOT NULL CHECK (amount >= 0), -- minor units
    store               TEXT NOT NULL DEFAULT '',
    lines               TEXT NOT NULL DEFAULT '', -- JSON
    PRIMARY KEY (brand, source)
);
CREATE INDEX ly_purchase_member ON ly_purchase (member, at);
CREATE INDEX ly_purchase_at ON ly_purchase (brand, at);

-- Words that a brand gives its members, for conditions.
CREATE TABLE ly_segment (
    member              TEXT NOT NULL REFERENCES ly_member (id),
    brand               TEXT NOT NULL,
    segment             TEXT NOT NULL,
    PRIMARY KEY (member, segment)
);
CREATE INDEX ly_segment_name ON ly_segment (brand, segment);

ALTER TABLE ly_member ADD COLUMN birthday TEXT NOT NULL DEFAULT ''; -- MM-DD, without a year; empty: not told
CREATE INDEX ly_member_birthday ON ly_member (birthday) WHERE birthday <> '';
ALTER TABLE ly_member ADD COLUMN referral TEXT;  -- what stands in the member's referral link; NULL: never asked for
CREATE UNIQUE INDEX ly_member_referral ON ly_member (brand, referral) WHERE referral IS NOT NULL;

-- Who came by whom. Both are rewarded once the friend has done what the brand waits for.
CREATE TABLE ly_referral (
    friend              TEXT PRIMARY KEY REFERENCES ly_member (id),
    brand               TEXT NOT NULL,
    referrer            TEXT NOT NULL REFERENCES ly_member (id),
    at                  BIGINT NOT NULL,
    acted_at            BIGINT NOT NULL DEFAULT 0, -- the friend's verified act
    rewarded_at         BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX ly_referral_referrer ON ly_referral (referrer, at);
CREATE INDEX ly_referral_due ON ly_referral (acted_at) WHERE acted_at > 0 AND rewarded_at = 0;
