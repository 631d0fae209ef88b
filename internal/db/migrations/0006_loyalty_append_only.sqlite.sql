-- +goose Up
-- Transactions and postings of the loyalty books never change: what was wrong is
-- corrected by a new entry.

-- +goose StatementBegin
CREATE TRIGGER ly_txn_no_update BEFORE UPDATE ON ly_txn
BEGIN SELECT RAISE(ABORT, 'ly_txn is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ly_txn_no_delete BEFORE DELETE ON ly_txn
BEGIN SELECT RAISE(ABORT, 'ly_txn is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ly_posting_no_update BEFORE UPDATE ON ly_posting
BEGIN SELECT RAISE(ABORT, 'ly_posting is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ly_posting_no_delete BEFORE DELETE ON ly_posting
BEGIN SELECT RAISE(ABORT, 'ly_posting is append-only'); END;
-- +goose StatementEnd
