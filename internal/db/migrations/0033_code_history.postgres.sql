-- +goose Up
-- The books named promo codes in clear: they name them by their id from now on. It is the
-- only time that rows of the books are written again, and no figure changes.

ALTER TABLE ly_txn DISABLE TRIGGER ly_txn_append_only;
UPDATE ly_txn SET rule = (SELECT p.id FROM ly_code_plain p WHERE p.brand = ly_txn.brand AND p.code = ly_txn.rule)
    WHERE kind IN ('promo_redeem', 'promo_rollback')
    AND EXISTS (SELECT 1 FROM ly_code_plain p WHERE p.brand = ly_txn.brand AND p.code = ly_txn.rule);
ALTER TABLE ly_txn ENABLE TRIGGER ly_txn_append_only;
