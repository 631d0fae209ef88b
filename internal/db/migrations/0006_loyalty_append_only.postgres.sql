-- +goose Up
-- Transactions and postings of the loyalty books never change: what was wrong is
-- corrected by a new entry.

-- +goose StatementBegin
CREATE FUNCTION ly_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER ly_txn_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ly_txn
    FOR EACH STATEMENT EXECUTE FUNCTION ly_append_only();
CREATE TRIGGER ly_posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ly_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ly_append_only();
