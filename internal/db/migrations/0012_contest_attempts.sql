-- +goose Up
-- The life of a draw: its attempts, every public record of it with its place in the log,
-- and a list whose past states can be read again.

-- One holding of a contest's draw. The first is announced with the rules; a later one
-- after an earlier one was given up, or left prizes without anybody to receive them.
CREATE TABLE contest_attempts (
    contest_id       TEXT NOT NULL REFERENCES contests (id),
    attempt          INTEGER NOT NULL CHECK (attempt >= 1),
    source           TEXT NOT NULL,                 -- as records write it: drand <chain> <round>, operator <digest>
    draw_at          BIGINT NOT NULL,               -- time of the round; operator: end of the margin
    announced_at     BIGINT NOT NULL,
    seed_sealed      BYTEA,                         -- operator: the server seed, encrypted until the draw
    reason           TEXT NOT NULL DEFAULT '',      -- of a later attempt: why it was needed
    prizes_json      TEXT NOT NULL DEFAULT '',      -- of a later attempt: the units it is held for; empty: those of the rules
    listing          BIGINT NOT NULL DEFAULT 0,     -- sealed: the state of the list that the close record commits to
    sealed_at        BIGINT NOT NULL DEFAULT 0,     -- when the close record was logged
    close_index      BIGINT NOT NULL DEFAULT -1,    -- where the log has the close record; -1: nowhere
    late             BOOLEAN NOT NULL DEFAULT FALSE, -- the close record came late and copies an entries record
    cosigned_at      BIGINT NOT NULL DEFAULT 0,     -- when enough witnesses of the rules had cosigned it
    drawn_at         BIGINT NOT NULL DEFAULT 0,
    cancelled_at     BIGINT NOT NULL DEFAULT 0,
    cancel_code      TEXT NOT NULL DEFAULT '',      -- as the record names it
    cancel_reason    TEXT NOT NULL DEFAULT '',      -- in the brand's words
    fallback_source  TEXT NOT NULL DEFAULT '',      -- the rules' next source, once it took over
    fallback_draw_at BIGINT NOT NULL DEFAULT 0,
    fallback_at      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (contest_id, attempt)
);
CREATE INDEX contest_attempts_due ON contest_attempts (drawn_at, draw_at);

-- Who is not in the list of a later attempt, which is held for what is still open: those
-- who were disqualified, and where each may win once those who have a prize.
CREATE TABLE attempt_left_out (
    contest_id       TEXT NOT NULL,
    attempt          INTEGER NOT NULL,
    commitment       BYTEA NOT NULL,
    PRIMARY KEY (contest_id, attempt, commitment),
    FOREIGN KEY (contest_id, attempt) REFERENCES contest_attempts (contest_id, attempt)
);

-- Every public record of a contest, word for word, with its place in the log. Places
-- below 0 were taken before there was a log, in their order.
CREATE TABLE contest_records (
    contest_id       TEXT NOT NULL REFERENCES contests (id),
    log_index        BIGINT NOT NULL,
    attempt          INTEGER NOT NULL,              -- 0: of the contest as a whole
    kind             TEXT NOT NULL,                 -- as in the record's first line
    record           TEXT NOT NULL,
    listing          BIGINT NOT NULL DEFAULT 0,     -- entries: the state of the list that it tells of
    logged_at        BIGINT NOT NULL,
    PRIMARY KEY (contest_id, log_index)
);

-- Earlier states of entries: what a receipt or an entries record of the past speaks of.
CREATE TABLE entry_revisions (
    contest_id       TEXT NOT NULL REFERENCES contests (id),
    entry_id         TEXT NOT NULL REFERENCES entries (id),
    revision         INTEGER NOT NULL,
    commitment       BYTEA NOT NULL,
    identity_commit  BYTEA NOT NULL,
    tickets          BIGINT NOT NULL,
    secret_sealed    BYTEA,                         -- gone after erasure
    listed_from      BIGINT NOT NULL,               -- the first and the last state of the list that it is in
    listed_until     BIGINT NOT NULL,
    PRIMARY KEY (entry_id, revision)
);
CREATE INDEX entry_revisions_contest ON entry_revisions (contest_id, listed_until);

ALTER TABLE contests ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;   -- the one that counts; 0: a draft
ALTER TABLE contests ADD COLUMN listing BIGINT NOT NULL DEFAULT 0;    -- the present state of the list; grows with each entries record
ALTER TABLE contests ADD COLUMN listed_at BIGINT NOT NULL DEFAULT 0;  -- when it was last looked at for an entries record

ALTER TABLE entries ADD COLUMN listed_from BIGINT NOT NULL DEFAULT 0; -- the first state of the list that it is in
ALTER TABLE entries ADD COLUMN revised_at BIGINT NOT NULL DEFAULT 0;  -- when its present revision was accepted; 0: at accepted_at
ALTER TABLE entries ADD COLUMN log_size BIGINT NOT NULL DEFAULT 0;    -- size of the log that its receipt states

ALTER TABLE draw_slots ADD COLUMN accepted_at BIGINT NOT NULL DEFAULT 0; -- its holder is confirmed: nothing changes here any more
