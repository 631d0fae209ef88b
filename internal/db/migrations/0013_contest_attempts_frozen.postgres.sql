-- +goose Up
-- What attempts, records and the states of a list keep does not change, whoever writes
-- to the database.

DROP TRIGGER contests_frozen ON contests;
DROP TRIGGER entries_sealed ON entries;
DROP TRIGGER entries_added ON entries;
DROP TRIGGER entries_kept ON entries;
DROP FUNCTION entries_sealed();
DROP FUNCTION entries_added();
DROP FUNCTION entries_kept();
DROP TRIGGER draw_slots_frozen ON draw_slots;

INSERT INTO contest_attempts (contest_id, attempt, source, draw_at, announced_at, seed_sealed, sealed_at, drawn_at, cancelled_at, cancel_reason)
    SELECT c.id, 1,
        CASE WHEN c.round > 0 THEN 'drand ' || c.chain_hash || ' ' || c.round
            ELSE substring(r.rules_json FROM '"source":"(operator [0-9a-f]{64})"') END,
        c.draw_at, c.published_at, c.seed_sealed, c.sealed_at, c.drawn_at, c.cancelled_at, c.cancel_reason
    FROM contests c JOIN contest_rules r ON r.contest_id = c.id WHERE c.published_at > 0;
UPDATE contests SET attempt = 1 WHERE published_at > 0;

INSERT INTO contest_records (contest_id, log_index, attempt, kind, record, logged_at)
    SELECT contest_id, row_number() OVER (PARTITION BY contest_id ORDER BY no, id) - 1000000, attempt, kind, record, decided_at FROM draw_decisions;
DROP TABLE draw_decisions;

DROP INDEX contests_due;
ALTER TABLE contests DROP COLUMN chain_hash;
ALTER TABLE contests DROP COLUMN round;
ALTER TABLE contests DROP COLUMN seed_sealed;
ALTER TABLE contests DROP COLUMN drawn_at;
ALTER TABLE contests DROP COLUMN cancelled_at;
ALTER TABLE contests DROP COLUMN cancel_reason;
ALTER TABLE contests RENAME COLUMN sealed_at TO shut_at; -- from here nobody joins or leaves the list
CREATE INDEX contests_due ON contests (closes_at, shut_at);

CREATE TRIGGER contests_frozen BEFORE UPDATE ON contests
    FOR EACH ROW WHEN (OLD.published_at > 0 AND (
    NEW.id <> OLD.id OR NEW.brand_id <> OLD.brand_id OR NEW.slug <> OLD.slug OR NEW.title <> OLD.title
    OR NEW.description <> OLD.description OR NEW.time_zone <> OLD.time_zone OR NEW.opens_at <> OLD.opens_at
    OR NEW.closes_at <> OLD.closes_at OR NEW.mode <> OLD.mode OR NEW.source <> OLD.source OR NEW.margin_s <> OLD.margin_s
    OR NEW.claim_days <> OLD.claim_days OR NEW.own_rules <> OLD.own_rules OR NEW.entry_json <> OLD.entry_json
    OR NEW.published_at <> OLD.published_at OR NEW.rules_hash <> OLD.rules_hash OR NEW.draw_at <> OLD.draw_at
    OR NEW.attempt < OLD.attempt OR NEW.listing < OLD.listing OR (OLD.shut_at > 0 AND (NEW.shut_at <> OLD.shut_at OR NEW.listing <> OLD.listing))))
    EXECUTE FUNCTION refuse_change('a published contest does not change');

CREATE TRIGGER contest_attempts_frozen BEFORE UPDATE ON contest_attempts
    FOR EACH ROW WHEN (NEW.contest_id <> OLD.contest_id OR NEW.attempt <> OLD.attempt OR NEW.source <> OLD.source OR NEW.draw_at <> OLD.draw_at
    OR NEW.announced_at <> OLD.announced_at OR NEW.seed_sealed IS DISTINCT FROM OLD.seed_sealed OR NEW.reason <> OLD.reason
    OR NEW.prizes_json <> OLD.prizes_json
    OR (OLD.sealed_at > 0 AND (NEW.sealed_at <> OLD.sealed_at OR NEW.listing <> OLD.listing OR NEW.late <> OLD.late
        OR NEW.close_index <> OLD.close_index))
    OR (OLD.cosigned_at > 0 AND NEW.cosigned_at <> OLD.cosigned_at) OR (OLD.drawn_at > 0 AND NEW.drawn_at <> OLD.drawn_at)
    OR (OLD.cancelled_at > 0 AND (NEW.cancelled_at <> OLD.cancelled_at OR NEW.cancel_code <> OLD.cancel_code OR NEW.cancel_reason <> OLD.cancel_reason))
    OR (OLD.fallback_at > 0 AND (NEW.fallback_at <> OLD.fallback_at OR NEW.fallback_source <> OLD.fallback_source
        OR NEW.fallback_draw_at <> OLD.fallback_draw_at)))
    EXECUTE FUNCTION refuse_change('an announced attempt does not change');

CREATE TRIGGER contest_attempts_kept BEFORE DELETE ON contest_attempts
    FOR EACH ROW EXECUTE FUNCTION refuse_change('an announced attempt does not change');

CREATE TRIGGER attempt_left_out_frozen BEFORE UPDATE ON attempt_left_out
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a sealed list does not change');

CREATE TRIGGER attempt_left_out_kept BEFORE DELETE ON attempt_left_out
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a sealed list does not change');

CREATE TRIGGER contest_records_frozen BEFORE UPDATE ON contest_records
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a public record does not change');

CREATE TRIGGER contest_records_kept BEFORE DELETE ON contest_records
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a public record does not change');

-- Of an earlier state of an entry only what leads to the person may go.
CREATE TRIGGER entry_revisions_frozen BEFORE UPDATE ON entry_revisions
    FOR EACH ROW WHEN (NEW.contest_id <> OLD.contest_id OR NEW.entry_id <> OLD.entry_id OR NEW.revision <> OLD.revision
    OR NEW.commitment IS DISTINCT FROM OLD.commitment OR NEW.identity_commit IS DISTINCT FROM OLD.identity_commit OR NEW.tickets <> OLD.tickets
    OR NEW.listed_from <> OLD.listed_from OR NEW.listed_until <> OLD.listed_until OR NEW.secret_sealed IS NOT NULL)
    EXECUTE FUNCTION refuse_change('a past state of the list does not change');

CREATE TRIGGER entry_revisions_kept BEFORE DELETE ON entry_revisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a past state of the list does not change');

-- Of an entry in a list that is shut only what leads to the person may go.
-- +goose StatementBegin
CREATE FUNCTION entries_sealed() RETURNS trigger AS $$
BEGIN
    IF (NEW.commitment IS DISTINCT FROM OLD.commitment OR NEW.tickets <> OLD.tickets OR NEW.status <> OLD.status
          OR NEW.contest_id <> OLD.contest_id OR NEW.id <> OLD.id OR NEW.listed_from <> OLD.listed_from)
        AND EXISTS (SELECT 1 FROM contests c WHERE c.id = OLD.contest_id AND c.shut_at > 0) THEN
        RAISE EXCEPTION '%', TG_ARGV[0];
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER entries_sealed BEFORE UPDATE ON entries
    FOR EACH ROW EXECUTE FUNCTION entries_sealed('a sealed list does not change');

-- +goose StatementBegin
CREATE FUNCTION entries_added() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM contests c WHERE c.id = NEW.contest_id AND c.shut_at > 0) THEN
        RAISE EXCEPTION '%', TG_ARGV[0];
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER entries_added BEFORE INSERT ON entries
    FOR EACH ROW EXECUTE FUNCTION entries_added('a sealed list does not change');

-- +goose StatementBegin
CREATE FUNCTION entries_kept() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM contests c WHERE c.id = OLD.contest_id AND c.shut_at > 0) THEN
        RAISE EXCEPTION '%', TG_ARGV[0];
    END IF;
    RETURN OLD;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER entries_kept BEFORE DELETE ON entries
    FOR EACH ROW EXECUTE FUNCTION entries_kept('a sealed list does not change');

CREATE TRIGGER draw_slots_frozen BEFORE UPDATE ON draw_slots
    FOR EACH ROW WHEN (NEW.contest_id <> OLD.contest_id OR NEW.attempt <> OLD.attempt OR NEW.prize <> OLD.prize OR NEW.slot <> OLD.slot OR NEW.pick <> OLD.pick
    OR NEW.kind <> OLD.kind OR NEW.list_index <> OLD.list_index OR NEW.commitment IS DISTINCT FROM OLD.commitment OR NEW.entry_id <> OLD.entry_id
    OR (OLD.accepted_at > 0 AND (NEW.accepted_at <> OLD.accepted_at OR NEW.disqualified_at <> OLD.disqualified_at)))
    EXECUTE FUNCTION refuse_change('a result does not change');
