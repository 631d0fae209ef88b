-- +goose Up

-- A prize that somebody was told of, and how it gets to them. What was told stays: a
-- message that is void must go on being known as one that was ours.
CREATE TABLE claims (
    id            TEXT PRIMARY KEY,
    code          TEXT NOT NULL UNIQUE,             -- printed in the message: anybody may ask whether it is real
    brand_id      TEXT NOT NULL REFERENCES brands (id),
    contest_id    TEXT NOT NULL REFERENCES contests (id),
    origin        TEXT NOT NULL,                    -- where it was won: draw, instant
    attempt       INTEGER NOT NULL,
    prize         INTEGER NOT NULL,
    slot          INTEGER NOT NULL,
    entry_id      TEXT NOT NULL DEFAULT '',
    fan_id        TEXT NOT NULL DEFAULT '',         -- empty: a name on a list, or forgotten
    number        TEXT NOT NULL DEFAULT '',         -- of the entry
    name          TEXT NOT NULL DEFAULT '',         -- to greet them; goes with the address
    search        TEXT NOT NULL DEFAULT '',
    locale        TEXT NOT NULL DEFAULT 'fr',
    promoted      BOOLEAN NOT NULL DEFAULT FALSE,   -- stood by as an alternate
    state         TEXT NOT NULL CHECK (state IN
        ('told', 'identified', 'accepted', 'to-send', 'sent', 'received', 'declined', 'expired', 'void')),
    told_at       BIGINT NOT NULL,
    due_at        BIGINT NOT NULL DEFAULT 0,        -- the first moment at which it is too late; 0: never
    remind_at     BIGINT NOT NULL DEFAULT 0,        -- of the next reminder; 0: none
    identified_at BIGINT NOT NULL DEFAULT 0,
    accepted_at   BIGINT NOT NULL DEFAULT 0,
    kept_at       BIGINT NOT NULL DEFAULT 0,        -- theirs for good: nothing changes in the draw any more
    sent_at       BIGINT NOT NULL DEFAULT 0,
    received_at   BIGINT NOT NULL DEFAULT 0,
    ended_at      BIGINT NOT NULL DEFAULT 0,        -- declined, expired or void since
    method        TEXT NOT NULL DEFAULT '',         -- delivery, pickup or arranged
    place         TEXT NOT NULL DEFAULT '',         -- where they want to fetch it
    choice        TEXT NOT NULL DEFAULT '',         -- size, colour, … where the prize asks
    country       TEXT NOT NULL DEFAULT '',
    address_sealed BYTEA,                           -- encrypted, bound to the row
    publicity     BOOLEAN NOT NULL DEFAULT FALSE,   -- they agreed that their win is shown with their name
    carrier       TEXT NOT NULL DEFAULT '',
    tracking      TEXT NOT NULL DEFAULT '',
    pickup_hash   BYTEA,                            -- of the token in the QR code
    handed_by     TEXT NOT NULL DEFAULT '',         -- who of the staff handed it over
    handed_where  TEXT NOT NULL DEFAULT '',
    hand_hash     BYTEA,                            -- of a code that staff gave to somebody without an e-mail address
    hand_until    BIGINT NOT NULL DEFAULT 0,
    hand_tries    INTEGER NOT NULL DEFAULT 0,
    purge_at      BIGINT NOT NULL DEFAULT 0,        -- when the address and the name go; 0: not known yet
    purged_at     BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX claims_live ON claims (contest_id, origin, attempt, prize, slot)
    WHERE state NOT IN ('declined', 'expired', 'void');
CREATE UNIQUE INDEX claims_pickup ON claims (pickup_hash) WHERE pickup_hash IS NOT NULL;
CREATE INDEX claims_brand ON claims (brand_id, told_at, id);
CREATE INDEX claims_fan ON claims (fan_id);
CREATE INDEX claims_due ON claims (due_at) WHERE state IN ('told', 'identified');
CREATE INDEX claims_remind ON claims (remind_at) WHERE state IN ('told', 'identified');
CREATE INDEX claims_purge ON claims (purge_at) WHERE purged_at = 0;

-- What happened to a claim, the oldest first. Only added to.
CREATE TABLE claim_steps (
    id            TEXT PRIMARY KEY,
    claim_id      TEXT NOT NULL REFERENCES claims (id),
    at            BIGINT NOT NULL,
    step          TEXT NOT NULL,
    actor         TEXT NOT NULL DEFAULT '',         -- empty: the winner; the house by the clock, or staff by name
    note          TEXT NOT NULL DEFAULT ''
);
CREATE INDEX claim_steps_claim ON claim_steps (claim_id, id);

-- Messages of before there were claims: known as ours, and never expired by the clock.
INSERT INTO claims (id, code, brand_id, contest_id, origin, attempt, prize, slot, entry_id, fan_id, number, name, locale, promoted,
        state, told_at, accepted_at, kept_at, ended_at)
    SELECT m.code, m.code, m.brand_id, m.contest_id, CASE WHEN m.attempt = 0 THEN 'instant' ELSE 'draw' END, m.attempt, m.prize, m.slot,
        COALESCE(s.entry_id, w.entry_id, ''), COALESCE(e.fan_id, ''), COALESCE(e.number, ''), COALESCE(e.name, ''), COALESCE(e.locale, 'fr'),
        COALESCE(s.kind, '') = 'alternate',
        CASE WHEN m.void_at > 0 THEN 'void' WHEN s.accepted_at > 0 THEN 'to-send' ELSE 'told' END,
        m.sent_at, COALESCE(s.accepted_at, 0), COALESCE(s.accepted_at, 0), m.void_at
    FROM winner_messages m
    LEFT JOIN draw_slots s ON s.contest_id = m.contest_id AND s.attempt = m.attempt AND s.prize = m.prize AND s.slot = m.slot
    LEFT JOIN instant_wins w ON m.attempt = 0 AND w.contest_id = m.contest_id AND w.unit = m.slot
        AND w.prize = m.prize - (SELECT count(*) FROM prizes WHERE prizes.contest_id = m.contest_id)
    LEFT JOIN entries e ON e.id = COALESCE(s.entry_id, w.entry_id);
DROP TABLE winner_messages;

ALTER TABLE prizes ADD COLUMN handing_json TEXT NOT NULL DEFAULT ''; -- how it gets to who won it
ALTER TABLE entries ADD COLUMN word_sealed BYTEA;                    -- the secret word of who chose one, encrypted
