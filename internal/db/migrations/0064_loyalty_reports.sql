-- +goose Up
-- Reports and back-tests ask for the operations of a period.
CREATE INDEX ly_txn_brand_at ON ly_txn (brand, at);
