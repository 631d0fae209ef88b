-- +goose Up
-- What a purchase earned by: an order that is given back in part is counted again with
-- these, not with what the programme says by then. NULL: it did not earn per amount.
ALTER TABLE ly_txn ADD COLUMN amount BIGINT;      -- of a purchase or of a refund, minor units
ALTER TABLE ly_txn ADD COLUMN num BIGINT;         -- points are amount × num / den × both multipliers
ALTER TABLE ly_txn ADD COLUMN den BIGINT;
ALTER TABLE ly_txn ADD COLUMN tier_bp BIGINT;
ALTER TABLE ly_txn ADD COLUMN campaign_bp BIGINT;
CREATE INDEX ly_txn_refund ON ly_txn (ref) WHERE kind = 'refund';

-- How the books of a brand proved themselves, night by night.
CREATE TABLE ly_proof (
    brand               TEXT NOT NULL REFERENCES brands (id),
    at                  BIGINT NOT NULL,
    members             BIGINT NOT NULL,
    transactions        BIGINT NOT NULL,
    postings            BIGINT NOT NULL,
    lots                BIGINT NOT NULL,
    wrong               BIGINT NOT NULL,         -- rows that broke a rule
    first               TEXT NOT NULL DEFAULT '', -- the first of them, as JSON
    PRIMARY KEY (brand, at)
);
