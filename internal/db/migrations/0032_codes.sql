-- +goose Up
-- Codes are kept as keyed hashes, so that whoever reads these tables cannot use what is in
-- them. SQL has no key: what was in clear before waits in ly_code_plain, and in vouchers
-- without a seal, until the program starts and hashes it.

CREATE TABLE ly_code_plain (
    id                  TEXT PRIMARY KEY,        -- ly_promo
    brand               TEXT NOT NULL,
    code                TEXT NOT NULL,
    kind                TEXT NOT NULL,
    value               BIGINT NOT NULL,
    max_discount        BIGINT NOT NULL,
    total               BIGINT,
    used                BIGINT NOT NULL,
    per_member          BIGINT NOT NULL,
    min_amount          BIGINT NOT NULL,
    expiry_days         INTEGER NOT NULL,
    from_at             BIGINT NOT NULL,
    to_at               BIGINT NOT NULL
);
INSERT INTO ly_code_plain (id, brand, code, kind, value, max_discount, total, used, per_member, min_amount, expiry_days, from_at, to_at)
    SELECT 'code-' || (SELECT count(*) FROM ly_code p WHERE p.brand < c.brand OR (p.brand = c.brand AND p.code <= c.code)),
        brand, code, kind, value, max_discount, total, used, per_member, min_amount, expiry_days, from_at, to_at FROM ly_code c;
DROP TABLE ly_code;

-- What a code gives, and when: one code with a name, or a batch that was made by pattern.
CREATE TABLE ly_promo (
    id                  TEXT NOT NULL,
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    label               TEXT NOT NULL DEFAULT '', -- for people; never the code
    sealed              BYTEA,                   -- the name, encrypted; NULL: a batch, which has none
    pattern             TEXT NOT NULL DEFAULT '', -- of a batch
    series              TEXT NOT NULL DEFAULT '', -- pattern without hyphens: batches that share it share a series
    first_no            BIGINT NOT NULL DEFAULT 0, -- of the batch in its series
    size                BIGINT NOT NULL DEFAULT 1 CHECK (size > 0),
    kind                TEXT NOT NULL CHECK (kind IN ('percent', 'fixed', 'points')),
    value               BIGINT NOT NULL CHECK (value > 0), -- basis points, minor units or points
    max_discount        BIGINT NOT NULL CHECK (max_discount >= 0), -- 0: no limit
    total               BIGINT CHECK (total > 0), -- uses of each code; NULL: unlimited
    per_member          BIGINT NOT NULL CHECK (per_member >= 0), -- 0: no limit
    min_amount          BIGINT NOT NULL CHECK (min_amount >= 0),
    expiry_days         INTEGER NOT NULL CHECK (expiry_days >= -1), -- of points given; -1: never
    from_at             BIGINT NOT NULL,
    to_at               BIGINT NOT NULL,
    created_at          BIGINT NOT NULL DEFAULT 0,
    ready_at            BIGINT NOT NULL DEFAULT 0, -- 0: its codes are being written
    exported_at         BIGINT NOT NULL DEFAULT 0, -- the codes of a batch are handed out once
    voided_at           BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);
CREATE INDEX ly_promo_brand ON ly_promo (brand, created_at, id);

-- The codes themselves, as keyed hashes, and how often each was used.
CREATE TABLE ly_code_key (
    brand               TEXT NOT NULL,
    hash                BYTEA NOT NULL,
    code                TEXT NOT NULL,           -- ly_promo
    total               BIGINT CHECK (total > 0), -- NULL: unlimited
    used                BIGINT NOT NULL DEFAULT 0 CHECK (used >= 0 AND (total IS NULL OR used <= total)),
    PRIMARY KEY (brand, hash)
);
CREATE INDEX ly_code_key_code ON ly_code_key (code);

INSERT INTO ly_promo (id, brand, kind, value, max_discount, total, per_member, min_amount, expiry_days, from_at, to_at, ready_at)
    SELECT id, brand, kind, value, max_discount, total, per_member, min_amount, expiry_days, from_at, to_at, 1 FROM ly_code_plain;

ALTER TABLE ly_code_use ADD COLUMN hash BYTEA;   -- which of a batch's codes
ALTER TABLE ly_code_use ADD COLUMN reserved_until BIGINT NOT NULL DEFAULT 0; -- 0: used; else only reserved
UPDATE ly_code_use SET code = (SELECT p.id FROM ly_code_plain p WHERE p.brand = ly_code_use.brand AND p.code = ly_code_use.code);
ALTER TABLE ly_code_use ADD COLUMN confirmed TEXT NOT NULL DEFAULT ''; -- the transaction that made a reserved use count
CREATE INDEX ly_code_use_confirmed ON ly_code_use (confirmed) WHERE confirmed <> '';
CREATE INDEX ly_code_use_reserved ON ly_code_use (brand, hash) WHERE reserved_until > 0 AND NOT rolled_back;

-- voucher is a keyed hash from now on, and sealed the same encrypted, for its owner's eyes.
ALTER TABLE ly_redemption ADD COLUMN sealed BYTEA;
CREATE INDEX ly_redemption_plain ON ly_redemption (txn) WHERE sealed IS NULL;
