-- +goose Up
-- The public event log: what was appended stays, whoever writes to the database.

-- One row: the log itself. Whoever appends locks it until the end of the transaction, so
-- that there is one writer at a time.
CREATE TABLE log_state (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    origin     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The key with the greatest first_size signs. Without first_size it is prepared; without
-- sealed it signs no more.
CREATE TABLE log_keys (
    vkey       TEXT PRIMARY KEY,
    sealed     BYTEA,
    first_size BIGINT UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE log_events (
    idx         BIGINT PRIMARY KEY CHECK (idx >= 0),
    record      BYTEA NOT NULL,
    appended_at BIGINT NOT NULL
);

-- Hashes of complete subtrees in the order of golang.org/x/mod/sumdb/tlog.
CREATE TABLE log_hashes (
    idx  BIGINT PRIMARY KEY CHECK (idx >= 0),
    hash BYTEA NOT NULL CHECK (length(hash) = 32)
);

CREATE TABLE log_checkpoints (
    size      BIGINT PRIMARY KEY CHECK (size >= 0),
    root      BYTEA NOT NULL CHECK (length(root) = 32),
    note      TEXT NOT NULL,
    signed_at BIGINT NOT NULL
);

CREATE TABLE log_cosignatures (
    size        BIGINT NOT NULL REFERENCES log_checkpoints (size),
    witness     TEXT NOT NULL,
    line        TEXT NOT NULL,
    cosigned_at BIGINT NOT NULL,
    PRIMARY KEY (size, witness)
);
CREATE INDEX log_cosignatures_witness ON log_cosignatures (witness, size);

-- How it goes with each witness; nothing here proves anything.
CREATE TABLE log_witnesses (
    witness  TEXT PRIMARY KEY,
    size     BIGINT NOT NULL DEFAULT 0,
    failures BIGINT NOT NULL DEFAULT 0,
    problem  TEXT NOT NULL DEFAULT '',
    next_at  BIGINT NOT NULL DEFAULT 0
);

-- +goose StatementBegin
CREATE TRIGGER log_events_frozen BEFORE UPDATE ON log_events
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_events_kept BEFORE DELETE ON log_events
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER log_hashes_frozen BEFORE UPDATE ON log_hashes
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_hashes_kept BEFORE DELETE ON log_hashes
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER log_checkpoints_frozen BEFORE UPDATE ON log_checkpoints
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_checkpoints_kept BEFORE DELETE ON log_checkpoints
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER log_cosignatures_frozen BEFORE UPDATE ON log_cosignatures
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_cosignatures_kept BEFORE DELETE ON log_cosignatures
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER log_state_frozen BEFORE UPDATE ON log_state
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_state_kept BEFORE DELETE ON log_state
BEGIN SELECT RAISE(ABORT, 'the event log does not change'); END;
-- +goose StatementEnd

-- Of a key only this happens: it begins to sign, once, and its private half is destroyed.
-- +goose StatementBegin
CREATE TRIGGER log_keys_frozen BEFORE UPDATE ON log_keys
WHEN NEW.vkey <> OLD.vkey OR NEW.created_at <> OLD.created_at
    OR (OLD.first_size IS NOT NULL AND NEW.first_size IS NOT OLD.first_size)
    OR (NEW.sealed IS NOT NULL AND NEW.sealed IS NOT OLD.sealed)
BEGIN SELECT RAISE(ABORT, 'a key of the event log does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_keys_kept BEFORE DELETE ON log_keys
BEGIN SELECT RAISE(ABORT, 'a key of the event log does not change'); END;
-- +goose StatementEnd
