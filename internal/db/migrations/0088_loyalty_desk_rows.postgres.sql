-- +goose Up
-- Points of an undone act at a till that could not be taken back: it goes on counting against the
-- limits of who did it.
ALTER TABLE ly_till_act ADD COLUMN lost BIGINT NOT NULL DEFAULT 0;

-- Who serves an endpoint, apart from the rest that it has after failures: a replay ends the rest and
-- does not let a second server in.
ALTER TABLE webhook_endpoints ADD COLUMN leased_until BIGINT NOT NULL DEFAULT 0;

-- Lists of members are read in the order of an index, whatever their length, and counted without a
-- look at the rows.
DROP INDEX ly_wallet_tier;
CREATE INDEX ly_wallet_tier ON ly_wallet (brand, tier, member, erased) WHERE NOT erased;
DROP INDEX ly_member_joined;
CREATE INDEX ly_member_joined ON ly_member (brand, created_at, erased_at) WHERE erased_at = 0;
CREATE INDEX ly_member_erased ON ly_member (brand) WHERE erased_at > 0;

-- Beginnings of member numbers are searched for by their bytes, whatever the language of the database.
CREATE INDEX ly_member_ref_bytes ON ly_member (brand, ref text_pattern_ops);
