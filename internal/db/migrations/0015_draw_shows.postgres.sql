-- +goose Up
-- The show of a draw: names that are held for an audience, and what its stage shows.

CREATE TABLE contest_shows (
    contest_id       TEXT PRIMARY KEY REFERENCES contests (id),
    hold_s           BIGINT NOT NULL DEFAULT 0 CHECK (hold_s BETWEEN 0 AND 86400), -- seconds after the draw; 0: names are public at once
    ended_attempt    INTEGER NOT NULL DEFAULT 0,   -- names of attempts up to this one are no longer held
    released_attempt INTEGER NOT NULL DEFAULT 0,   -- and all its winners have been told
    version          BIGINT NOT NULL DEFAULT 0,    -- grows with each cue
    attempt          INTEGER NOT NULL DEFAULT 0,   -- that the cue is about
    phase            TEXT NOT NULL DEFAULT 'title' CHECK (phase IN ('title', 'prize', 'reveal')),
    step             INTEGER NOT NULL DEFAULT 0,
    cued_at          BIGINT NOT NULL DEFAULT 0,
    seen_at          BIGINT NOT NULL DEFAULT 0,    -- the stage was there
    seen_version     BIGINT NOT NULL DEFAULT 0     -- with this cue
);

-- Names that were shown, each once and for ever.
CREATE TABLE draw_reveals (
    contest_id       TEXT NOT NULL,
    attempt          INTEGER NOT NULL,
    prize            INTEGER NOT NULL,
    slot             INTEGER NOT NULL,
    revealed_at      BIGINT NOT NULL,
    public_at        BIGINT NOT NULL,              -- some seconds later: the stage takes that long
    PRIMARY KEY (contest_id, attempt, prize, slot),
    FOREIGN KEY (contest_id, attempt, prize, slot) REFERENCES draw_slots (contest_id, attempt, prize, slot)
);

CREATE TRIGGER draw_reveals_frozen BEFORE UPDATE ON draw_reveals
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a name that was shown stays shown');

CREATE TRIGGER draw_reveals_kept BEFORE DELETE ON draw_reveals
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a name that was shown stays shown');
