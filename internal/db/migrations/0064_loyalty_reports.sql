-- +goose Up
-- Reports count by the days of the brand. A day that is over is counted once and kept.
CREATE INDEX ly_txn_brand_at ON ly_txn (brand, at);
