-- +goose Up
-- Loyalty: what a brand promises (programme), who it owes (members) and the books.
-- Times are Unix milliseconds, 0 means never or not yet. Points are whole numbers.

-- What a brand promises. Every change of these rows raises version, by which nodes
-- notice that the copy in their memory is old.
CREATE TABLE ly_programme (
    brand               TEXT PRIMARY KEY REFERENCES brands (id),
    version             BIGINT NOT NULL,
    time_zone           TEXT NOT NULL,           -- IANA name: where the brand's days begin
    clawback            TEXT NOT NULL CHECK (clawback IN ('debt', 'clamp')),
    grace_days          INTEGER NOT NULL CHECK (grace_days >= 0),
    tier_window_days    INTEGER NOT NULL CHECK (tier_window_days > 0),
    tier_retention_days INTEGER NOT NULL CHECK (tier_retention_days > 0)
);

CREATE TABLE ly_tier (
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    level               INTEGER NOT NULL CHECK (level >= 0),
    name                TEXT NOT NULL,
    min_points          BIGINT NOT NULL CHECK (min_points >= 0),
    earn_bp             BIGINT NOT NULL CHECK (earn_bp > 0), -- basis points: 12500 is 1.25
    PRIMARY KEY (brand, level)
);

-- Rules of one group share a daily cap on points.
CREATE TABLE ly_group (
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    id                  TEXT NOT NULL,
    points_per_day      BIGINT NOT NULL CHECK (points_per_day > 0),
    PRIMARY KEY (brand, id)
);

CREATE TABLE ly_rule (
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    id                  TEXT NOT NULL,
    name                TEXT NOT NULL,
    active              BOOLEAN NOT NULL,
    num                 BIGINT NOT NULL,         -- per amount: points are amount × num / den,
    den                 BIGINT NOT NULL CHECK (den >= 0), -- fixed: den is 0
    fixed               BIGINT NOT NULL,
    tier_multiplier     BOOLEAN NOT NULL,
    pending_days        INTEGER NOT NULL CHECK (pending_days >= 0),
    expiry_days         INTEGER NOT NULL CHECK (expiry_days >= -1), -- -1: never
    max_per_op          BIGINT NOT NULL CHECK (max_per_op >= 0),    -- 0: no limit, as below
    max_per_day         BIGINT NOT NULL CHECK (max_per_day >= 0),
    max_per_year        BIGINT NOT NULL CHECK (max_per_year >= 0),
    group_id            TEXT NOT NULL DEFAULT '',
    qualifying          BOOLEAN NOT NULL,
    dedupe              TEXT NOT NULL CHECK (dedupe IN ('brand', 'member', 'none')),
    no_self             BOOLEAN NOT NULL,
    PRIMARY KEY (brand, id)
);

CREATE TABLE ly_campaign (
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    no                  INTEGER NOT NULL,
    rule                TEXT NOT NULL,
    from_at             BIGINT NOT NULL,
    to_at               BIGINT NOT NULL CHECK (to_at > from_at),
    bp                  BIGINT NOT NULL CHECK (bp > 0),
    PRIMARY KEY (brand, no)
);

CREATE TABLE ly_reward (
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    id                  TEXT NOT NULL,
    name                TEXT NOT NULL,
    description         TEXT NOT NULL DEFAULT '',
    picture             TEXT NOT NULL DEFAULT '', -- name of a stored picture
    picture_alt         TEXT NOT NULL DEFAULT '',
    active              BOOLEAN NOT NULL,
    cost                BIGINT NOT NULL CHECK (cost > 0),
    stock_left          BIGINT CHECK (stock_left >= 0), -- NULL: unlimited
    per_member          BIGINT NOT NULL CHECK (per_member >= 0), -- 0: no limit
    min_tier            INTEGER NOT NULL CHECK (min_tier >= 0),
    from_at             BIGINT NOT NULL,
    to_at               BIGINT NOT NULL,
    voucher_days        INTEGER NOT NULL CHECK (voucher_days > 0),
    PRIMARY KEY (brand, id)
);

CREATE TABLE ly_code (
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    code                TEXT NOT NULL,           -- upper case, without blanks and hyphens
    kind                TEXT NOT NULL CHECK (kind IN ('percent', 'fixed', 'points')),
    value               BIGINT NOT NULL CHECK (value > 0), -- basis points, minor units or points
    max_discount        BIGINT NOT NULL CHECK (max_discount >= 0), -- 0: no limit
    total               BIGINT CHECK (total > 0), -- NULL: unlimited
    used                BIGINT NOT NULL DEFAULT 0 CHECK (used >= 0 AND (total IS NULL OR used <= total)),
    per_member          BIGINT NOT NULL CHECK (per_member >= 0), -- 0: no limit
    min_amount          BIGINT NOT NULL CHECK (min_amount >= 0),
    expiry_days         INTEGER NOT NULL CHECK (expiry_days >= -1), -- of points given; -1: never
    from_at             BIGINT NOT NULL,
    to_at               BIGINT NOT NULL,
    PRIMARY KEY (brand, code)
);

-- Who the brand owes. This row alone says who a member is; erasing unlinks the fan.
CREATE TABLE ly_member (
    id                  TEXT PRIMARY KEY,
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    ref                 TEXT NOT NULL,           -- member number, the brand's own or ours
    fan                 TEXT UNIQUE,             -- NULL: not linked, or erased
    created_at          BIGINT NOT NULL,
    erased_at           BIGINT NOT NULL DEFAULT 0,
    UNIQUE (brand, ref)
);

-- The books. A wallet is what its postings and its lots sum up to, and the row that is
-- locked before anything of a member is touched.
CREATE TABLE ly_wallet (
    member              TEXT PRIMARY KEY REFERENCES ly_member (id),
    brand               TEXT NOT NULL,
    available           BIGINT NOT NULL DEFAULT 0 CHECK (available >= 0),
    pending             BIGINT NOT NULL DEFAULT 0 CHECK (pending >= 0),
    held                BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    debt                BIGINT NOT NULL DEFAULT 0 CHECK (debt >= 0),
    earned              BIGINT NOT NULL DEFAULT 0 CHECK (earned >= 0),
    spent               BIGINT NOT NULL DEFAULT 0 CHECK (spent >= 0),
    restored            BIGINT NOT NULL DEFAULT 0 CHECK (restored >= 0),
    expired             BIGINT NOT NULL DEFAULT 0 CHECK (expired >= 0),
    clawed_back         BIGINT NOT NULL DEFAULT 0 CHECK (clawed_back >= 0),
    tier                INTEGER NOT NULL DEFAULT 0,
    tier_until          BIGINT NOT NULL DEFAULT 0,
    erased              BOOLEAN NOT NULL DEFAULT FALSE,
    last_no             BIGINT NOT NULL DEFAULT 0, -- last number given to a lot or hold
    last_at             BIGINT NOT NULL DEFAULT 0, -- the clock never goes back behind this
    next_due            BIGINT NOT NULL DEFAULT 0, -- nothing happens by itself before this
    version             BIGINT NOT NULL DEFAULT 0, -- raised by every change
    CHECK (debt = 0 OR available = 0)
);
CREATE INDEX ly_wallet_due ON ly_wallet (next_due) WHERE next_due > 0;
CREATE INDEX ly_wallet_brand ON ly_wallet (brand, member);

-- One answer per key, accepted or refused, for ever.
CREATE TABLE ly_idem (
    brand               TEXT NOT NULL,
    key                 TEXT NOT NULL,
    request             BYTEA NOT NULL,          -- SHA-256 of operation and arguments
    answer              TEXT NOT NULL DEFAULT '',
    at                  BIGINT NOT NULL,
    PRIMARY KEY (brand, key)
);

-- Append-only, by triggers: transactions and their postings. They hold no word that
-- says who a member is; what people wrote stands in ly_txn_note, which may be erased
-- and of which only a salted hash stays here.
CREATE TABLE ly_txn (
    id                  TEXT PRIMARY KEY,
    brand               TEXT NOT NULL,
    member              TEXT NOT NULL REFERENCES ly_wallet (member),
    other               TEXT NOT NULL DEFAULT '', -- receiver of a transfer
    kind                TEXT NOT NULL,
    at                  BIGINT NOT NULL,
    points              BIGINT NOT NULL,         -- as answered, signed for adjustments
    ref                 TEXT NOT NULL DEFAULT '', -- the transaction this one is about
    rule                TEXT NOT NULL DEFAULT '', -- or reward, or promo code
    tier                INTEGER,                 -- the level the member came to
    note_hash           BYTEA
);
CREATE INDEX ly_txn_member ON ly_txn (member, at, id);
CREATE INDEX ly_txn_other ON ly_txn (other, at, id) WHERE other <> '';

CREATE TABLE ly_posting (
    txn                 TEXT NOT NULL REFERENCES ly_txn (id),
    ord                 INTEGER NOT NULL,
    brand               TEXT NOT NULL,
    debit               TEXT NOT NULL,           -- account that gives
    debit_member        TEXT NOT NULL DEFAULT '',
    debit_lot           BIGINT NOT NULL DEFAULT 0,
    credit              TEXT NOT NULL,           -- account that receives
    credit_member       TEXT NOT NULL DEFAULT '',
    credit_lot          BIGINT NOT NULL DEFAULT 0,
    points              BIGINT NOT NULL CHECK (points > 0),
    PRIMARY KEY (txn, ord)
);

CREATE TABLE ly_txn_note (
    txn                 TEXT PRIMARY KEY REFERENCES ly_txn (id),
    salt                BYTEA NOT NULL,
    source_id           TEXT NOT NULL DEFAULT '',
    reason              TEXT NOT NULL DEFAULT '',
    actor               TEXT NOT NULL DEFAULT ''
);

-- Lots of points. no counts a member's lots and holds in the order they were made.
CREATE TABLE ly_lot (
    member              TEXT NOT NULL REFERENCES ly_wallet (member),
    no                  BIGINT NOT NULL,
    brand               TEXT NOT NULL,
    txn                 TEXT NOT NULL,
    kind                TEXT NOT NULL,
    rule                TEXT NOT NULL DEFAULT '',
    qualifying          BOOLEAN NOT NULL,
    points              BIGINT NOT NULL CHECK (points > 0),
    pending             BIGINT NOT NULL CHECK (pending >= 0),
    available           BIGINT NOT NULL CHECK (available >= 0),
    held                BIGINT NOT NULL CHECK (held >= 0),
    expired             BIGINT NOT NULL CHECK (expired >= 0),
    reversed            BIGINT NOT NULL CHECK (reversed >= 0 AND reversed <= points),
    available_at        BIGINT NOT NULL,
    activated_at        BIGINT NOT NULL,
    activated           BIGINT NOT NULL,
    reversed_after      BIGINT NOT NULL CHECK (reversed_after >= 0 AND reversed_after <= activated),
    expires_at          BIGINT NOT NULL,
    expiry_days         INTEGER NOT NULL,
    PRIMARY KEY (member, no),
    CHECK (pending + available + held + expired <= points)
);
CREATE INDEX ly_lot_open ON ly_lot (member, no) WHERE pending + available + held > 0;
CREATE INDEX ly_lot_qualifying ON ly_lot (member, activated_at) WHERE qualifying;
CREATE INDEX ly_lot_txn ON ly_lot (txn);

-- Which lots a debit or hold took, in order: what makes exact reversal possible.
CREATE TABLE ly_alloc (
    txn                 TEXT NOT NULL REFERENCES ly_txn (id),
    ord                 INTEGER NOT NULL,
    member              TEXT NOT NULL,
    lot                 BIGINT NOT NULL,
    points              BIGINT NOT NULL CHECK (points > 0),
    restored            BIGINT NOT NULL DEFAULT 0 CHECK (restored >= 0 AND restored <= points),
    PRIMARY KEY (txn, ord),
    FOREIGN KEY (member, lot) REFERENCES ly_lot (member, no)
);

CREATE TABLE ly_hold (
    txn                 TEXT PRIMARY KEY REFERENCES ly_txn (id),
    brand               TEXT NOT NULL,
    member              TEXT NOT NULL,
    no                  BIGINT NOT NULL,
    points              BIGINT NOT NULL CHECK (points > 0),
    expires_at          BIGINT NOT NULL,
    is_open             BOOLEAN NOT NULL
);
CREATE INDEX ly_hold_open ON ly_hold (member, no) WHERE is_open;

-- A business id earns once for ever. It is kept as a hash: order numbers name people.
CREATE TABLE ly_source (
    brand               TEXT NOT NULL,
    scope               TEXT NOT NULL,           -- member, or empty for the whole brand
    rule                TEXT NOT NULL,
    source              BYTEA NOT NULL,
    txn                 TEXT NOT NULL,
    PRIMARY KEY (brand, scope, rule, source)
);

CREATE TABLE ly_redemption (
    txn                 TEXT PRIMARY KEY REFERENCES ly_txn (id),
    brand               TEXT NOT NULL,
    member              TEXT NOT NULL,
    reward              TEXT NOT NULL,
    voucher             TEXT NOT NULL,           -- what is shown at the till
    status              TEXT NOT NULL CHECK (status IN ('issued', 'used', 'void')),
    expires_at          BIGINT NOT NULL,
    used_at             BIGINT NOT NULL DEFAULT 0,
    UNIQUE (brand, voucher)
);
CREATE INDEX ly_redemption_member ON ly_redemption (member, txn);
CREATE INDEX ly_redemption_reward ON ly_redemption (brand, reward);

CREATE TABLE ly_code_use (
    txn                 TEXT PRIMARY KEY REFERENCES ly_txn (id),
    brand               TEXT NOT NULL,
    member              TEXT NOT NULL,
    code                TEXT NOT NULL,
    rolled_back         BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX ly_code_use_code ON ly_code_use (brand, code);
CREATE INDEX ly_code_use_member ON ly_code_use (member, code);
