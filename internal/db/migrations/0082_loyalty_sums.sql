-- +goose Up
-- Reports of large programmes: what is owed by when it ends, and how many did something, are kept
-- as sums, too. All of them are forgotten here and folded again from the postings.
CREATE TABLE ly_owed (
    brand               TEXT NOT NULL,
    expires_at          BIGINT NOT NULL,         -- of the lots; 0: never
    points              BIGINT NOT NULL,         -- available or held; pending points have no end yet
    PRIMARY KEY (brand, expires_at)
);
CREATE TABLE ly_active_count (
    brand               TEXT NOT NULL,
    month               TEXT NOT NULL,
    joined              TEXT NOT NULL,
    n                   BIGINT NOT NULL,         -- rows of ly_active
    PRIMARY KEY (brand, month, joined)
);
DELETE FROM ly_day;
DELETE FROM ly_active;
DELETE FROM ly_fold;

CREATE INDEX ly_lot_pending ON ly_lot (brand, expires_at, pending) WHERE pending > 0;
CREATE INDEX ly_member_joined ON ly_member (brand, created_at) WHERE erased_at = 0;
CREATE INDEX ly_wallet_tier ON ly_wallet (brand, tier) WHERE NOT erased;
