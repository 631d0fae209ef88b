-- +goose Up
-- What a reward gives beside a voucher: a discount, a promo code, a partner's code, tickets. JSON; empty: a product.
ALTER TABLE ly_reward ADD COLUMN gives TEXT NOT NULL DEFAULT '';
ALTER TABLE ly_redemption ADD COLUMN kind TEXT NOT NULL DEFAULT ''; -- of what it gave
ALTER TABLE ly_redemption ADD COLUMN delivered BYTEA;  -- a code that was handed over, encrypted; NULL: none
ALTER TABLE ly_redemption ADD COLUMN code_hash BYTEA;  -- of that code

ALTER TABLE ly_code_key ADD COLUMN until_at BIGINT NOT NULL DEFAULT 0; -- of a code of one member; 0: as long as its promo

-- Codes of partners, to be handed out one by one.
CREATE TABLE ly_pool (
    brand               TEXT NOT NULL REFERENCES ly_programme (brand),
    id                  TEXT NOT NULL,
    name                TEXT NOT NULL,
    created_at          BIGINT NOT NULL,
    PRIMARY KEY (brand, id)
);
CREATE TABLE ly_pool_code (
    brand               TEXT NOT NULL,
    pool                TEXT NOT NULL,
    hash                BYTEA NOT NULL,          -- keyed
    sealed              BYTEA NOT NULL,          -- encrypted
    txn                 TEXT NOT NULL DEFAULT '', -- who got it; empty: nobody yet
    PRIMARY KEY (brand, pool, hash),
    FOREIGN KEY (brand, pool) REFERENCES ly_pool (brand, id)
);
CREATE INDEX ly_pool_code_free ON ly_pool_code (brand, pool) WHERE txn = '';

-- Points on their way to whoever has the link. They are held until then.
CREATE TABLE ly_gift (
    hold                TEXT PRIMARY KEY REFERENCES ly_txn (id),
    brand               TEXT NOT NULL,
    giver               TEXT NOT NULL REFERENCES ly_member (id),
    points              BIGINT NOT NULL CHECK (points > 0),
    message             TEXT NOT NULL DEFAULT '',
    at                  BIGINT NOT NULL,
    expires_at          BIGINT NOT NULL,
    claimed_at          BIGINT NOT NULL DEFAULT 0,
    txn                 TEXT NOT NULL DEFAULT '' -- the transfer to whoever claimed it
);
CREATE INDEX ly_gift_giver ON ly_gift (giver, at);

ALTER TABLE entries ADD COLUMN point_tickets BIGINT NOT NULL DEFAULT 0 CHECK (point_tickets >= 0); -- of its tickets, those that points bought
