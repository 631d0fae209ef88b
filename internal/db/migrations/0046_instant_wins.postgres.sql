-- +goose Up
-- Prizes that are won at once, by the play that comes first after a moment.

-- The moments of a contest, drawn at its publication: encrypted until it is over.
CREATE TABLE instant_games (
    contest_id      TEXT PRIMARY KEY REFERENCES contests (id),
    seal            TEXT NOT NULL,               -- SHA-256 of the schedule, in the frozen rules
    schedule_sealed BYTEA NOT NULL,
    closes_at       BIGINT NOT NULL,
    schedule        TEXT NOT NULL DEFAULT '',    -- revealed
    reveal          TEXT NOT NULL DEFAULT '',    -- vinstant1/reveal, word for word
    log_index       BIGINT NOT NULL DEFAULT -1,  -- where the log has it
    revealed_at     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX instant_games_due ON instant_games (closes_at) WHERE revealed_at = 0;

-- Every play in the order in which it was decided. Only added to.
CREATE TABLE instant_plays (
    no              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,        -- shown to the player alone
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    entry_id        TEXT NOT NULL REFERENCES entries (id),
    period          TEXT NOT NULL,               -- one play a person and period: a day, or empty for the whole contest
    played_at       BIGINT NOT NULL,
    moment          INTEGER NOT NULL,            -- that it won; -1: none
    UNIQUE (contest_id, entry_id, period)
);
CREATE INDEX instant_plays_entry ON instant_plays (entry_id);

-- What was won. A moment is won once: there are never more winners than prizes.
CREATE TABLE instant_wins (
    contest_id      TEXT NOT NULL REFERENCES contests (id),
    moment          INTEGER NOT NULL,
    prize           INTEGER NOT NULL,
    unit            INTEGER NOT NULL,            -- of that prize, from 0 in the order of the moments
    entry_id        TEXT NOT NULL REFERENCES entries (id),
    won_at          BIGINT NOT NULL,
    PRIMARY KEY (contest_id, moment)
);
CREATE INDEX instant_wins_entry ON instant_wins (entry_id);

CREATE TRIGGER instant_games_frozen BEFORE UPDATE ON instant_games
    FOR EACH ROW WHEN (NEW.contest_id <> OLD.contest_id OR NEW.seal <> OLD.seal OR NEW.schedule_sealed <> OLD.schedule_sealed
    OR NEW.closes_at <> OLD.closes_at OR OLD.revealed_at > 0)
    EXECUTE FUNCTION refuse_change('the moments of a game do not change');
CREATE TRIGGER instant_games_kept BEFORE DELETE ON instant_games
    FOR EACH ROW EXECUTE FUNCTION refuse_change('the moments of a game stay');
CREATE TRIGGER instant_plays_frozen BEFORE UPDATE OR DELETE ON instant_plays
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a play does not change');
CREATE TRIGGER instant_wins_frozen BEFORE UPDATE OR DELETE ON instant_wins
    FOR EACH ROW EXECUTE FUNCTION refuse_change('what was won stays won');
