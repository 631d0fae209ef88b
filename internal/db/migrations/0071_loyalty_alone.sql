-- +goose Up
-- Reversals and refunds may wait for a second person, too.
ALTER TABLE ly_adjust_request ADD COLUMN kind TEXT NOT NULL DEFAULT 'adjust' CHECK (kind IN ('adjust', 'reverse', 'refund'));
ALTER TABLE ly_adjust_request ADD COLUMN ref TEXT NOT NULL DEFAULT '';    -- the transaction that is undone
ALTER TABLE ly_adjust_request ADD COLUMN amount BIGINT NOT NULL DEFAULT 0; -- of a refund, minor units
ALTER TABLE ly_adjust_request ADD COLUMN part BIGINT;                      -- points of a reversal in part; NULL: all that is left

-- What one person moved by hand in the last day without a second one: small corrections count together.
CREATE TABLE ly_alone (
    id                  TEXT PRIMARY KEY,        -- ly_txn, or ly_import
    brand               TEXT NOT NULL,
    clerk               TEXT NOT NULL,           -- users.id
    member              TEXT NOT NULL,           -- empty: an import
    points              BIGINT NOT NULL CHECK (points > 0), -- given or taken
    at                  BIGINT NOT NULL
);
CREATE INDEX ly_alone_clerk ON ly_alone (brand, clerk, at);
