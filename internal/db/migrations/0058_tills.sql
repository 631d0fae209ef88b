-- +goose Up
-- Telephones at a counter, each opened by somebody with a password.
CREATE TABLE ly_till (
    id                  TEXT PRIMARY KEY,
    brand               TEXT NOT NULL REFERENCES brands (id),
    name                TEXT NOT NULL,           -- "Comptoir"
    hash                BYTEA NOT NULL UNIQUE,   -- SHA-256 of its cookie
    opened_by           TEXT NOT NULL,
    opened_at           BIGINT NOT NULL,
    seen_at             BIGINT NOT NULL,
    closed_at           BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX ly_till_open ON ly_till (brand) WHERE closed_at = 0;

-- What a person may do at the tills of a brand. The person '' is everybody of whom nothing else is said.
CREATE TABLE ly_till_clerk (
    brand               TEXT NOT NULL REFERENCES brands (id),
    clerk               TEXT NOT NULL,           -- users.id
    pin                 TEXT NOT NULL DEFAULT '', -- argon2id; empty: none was chosen
    limits              TEXT NOT NULL DEFAULT '', -- JSON; empty: those of everybody
    PRIMARY KEY (brand, clerk)
);

-- A person at a till, between their PIN and the lock.
CREATE TABLE ly_till_shift (
    id                  TEXT PRIMARY KEY,
    till                TEXT NOT NULL REFERENCES ly_till (id),
    clerk               TEXT NOT NULL,
    hash                BYTEA NOT NULL UNIQUE,   -- SHA-256 of its cookie
    began_at            BIGINT NOT NULL,
    seen_at             BIGINT NOT NULL,
    ended_at            BIGINT NOT NULL DEFAULT 0
);

-- What was done at tills, and what was refused there.
CREATE TABLE ly_till_act (
    id                  TEXT PRIMARY KEY,
    brand               TEXT NOT NULL,
    till                TEXT NOT NULL,           -- empty: by the API
    clerk               TEXT NOT NULL,
    key                 TEXT NOT NULL,           -- by which it is sent again
    request             BYTEA NOT NULL,          -- SHA-256 of all that was sent
    kind                TEXT NOT NULL CHECK (kind IN ('earn', 'spend', 'reward', 'voucher', 'prize')),
    member              TEXT NOT NULL DEFAULT '', -- number
    about               TEXT NOT NULL DEFAULT '', -- the reward, or the prize
    amount              BIGINT NOT NULL CHECK (amount >= 0), -- minor units
    points              BIGINT NOT NULL,
    discount            BIGINT NOT NULL DEFAULT 0,
    at                  BIGINT NOT NULL,         -- when it was done at the counter
    received_at         BIGINT NOT NULL,
    state               TEXT NOT NULL CHECK (state IN ('open', 'done', 'refused', 'undone')),
    code                TEXT NOT NULL DEFAULT '', -- of the fault it was refused with
    txns                TEXT NOT NULL DEFAULT '', -- of the books, between blanks
    UNIQUE (brand, clerk, key)
);
CREATE INDEX ly_till_act_day ON ly_till_act (brand, clerk, at);
