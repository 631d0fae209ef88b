-- +goose Up
-- Members and balances that a brand brings from elsewhere. A file is taken in parts, each in
-- one transaction with what it does, so that an import that was cut off goes on where it was.
CREATE TABLE ly_import (
    id                  TEXT PRIMARY KEY,
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    file                TEXT NOT NULL,           -- its name
    line_count          BIGINT NOT NULL,         -- of rows, without the titles
    titles              TEXT NOT NULL,           -- the first line, JSON
    parts               BIGINT NOT NULL,
    next_part           BIGINT NOT NULL,         -- the first that is not taken yet
    state               TEXT NOT NULL CHECK (state IN ('sending', 'checking', 'checked', 'running', 'done')),
    at_once             BOOLEAN NOT NULL,        -- goes on after the check by itself
    foreseen            TEXT NOT NULL DEFAULT '', -- what the check says it will come to, JSON
    came_to             TEXT NOT NULL DEFAULT '', -- what it came to so far, JSON
    author              TEXT NOT NULL,           -- user who brought it
    author_name         TEXT NOT NULL,
    runner              TEXT NOT NULL DEFAULT '', -- user who let it run
    runner_name         TEXT NOT NULL DEFAULT '',
    created_at          BIGINT NOT NULL,
    ended_at            BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX ly_import_brand ON ly_import (brand, created_at);
CREATE INDEX ly_import_due ON ly_import (state, created_at) WHERE state IN ('checking', 'running');

-- What is still to be taken, encrypted: it names people.
CREATE TABLE ly_import_part (
    import              TEXT NOT NULL REFERENCES ly_import (id),
    no                  BIGINT NOT NULL,
    sealed              BYTEA NOT NULL,
    PRIMARY KEY (import, no)
);

-- Lines that were left out, encrypted, to be corrected and sent again.
CREATE TABLE ly_import_left (
    import              TEXT NOT NULL REFERENCES ly_import (id),
    line                BIGINT NOT NULL,
    code                TEXT NOT NULL,           -- of the fault
    sealed              BYTEA NOT NULL,
    PRIMARY KEY (import, line)
);
