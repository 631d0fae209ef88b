-- +goose Up
-- What was published, sealed or drawn does not change, whoever writes to the database.

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd

CREATE TRIGGER contests_frozen BEFORE UPDATE ON contests
    FOR EACH ROW WHEN (OLD.published_at > 0 AND (
    NEW.id <> OLD.id OR NEW.brand_id <> OLD.brand_id OR NEW.slug <> OLD.slug OR NEW.title <> OLD.title
    OR NEW.description <> OLD.description OR NEW.time_zone <> OLD.time_zone OR NEW.opens_at <> OLD.opens_at
    OR NEW.closes_at <> OLD.closes_at OR NEW.mode <> OLD.mode OR NEW.source <> OLD.source OR NEW.margin_s <> OLD.margin_s
    OR NEW.claim_days <> OLD.claim_days OR NEW.own_rules <> OLD.own_rules OR NEW.entry_json <> OLD.entry_json
    OR NEW.published_at <> OLD.published_at OR NEW.rules_hash <> OLD.rules_hash OR NEW.chain_hash <> OLD.chain_hash
    OR NEW.round <> OLD.round OR NEW.draw_at <> OLD.draw_at OR NEW.seed_sealed IS DISTINCT FROM OLD.seed_sealed
    OR (OLD.sealed_at > 0 AND NEW.sealed_at <> OLD.sealed_at) OR (OLD.drawn_at > 0 AND NEW.drawn_at <> OLD.drawn_at)
    OR (OLD.cancelled_at > 0 AND NEW.cancelled_at <> OLD.cancelled_at)))
    EXECUTE FUNCTION refuse_change('a published contest does not change');

CREATE TRIGGER contests_kept BEFORE DELETE ON contests
    FOR EACH ROW WHEN (OLD.published_at > 0)
    EXECUTE FUNCTION refuse_change('a published contest does not change');

-- +goose StatementBegin
CREATE FUNCTION prizes_frozen() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM contests c WHERE c.id = OLD.contest_id AND c.published_at > 0) THEN
        RAISE EXCEPTION '%', TG_ARGV[0];
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER prizes_frozen BEFORE UPDATE ON prizes
    FOR EACH ROW EXECUTE FUNCTION prizes_frozen('a published contest does not change');

-- +goose StatementBegin
CREATE FUNCTION prizes_kept() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM contests c WHERE c.id = OLD.contest_id AND c.published_at > 0) THEN
        RAISE EXCEPTION '%', TG_ARGV[0];
    END IF;
    RETURN OLD;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER prizes_kept BEFORE DELETE ON prizes
    FOR EACH ROW EXECUTE FUNCTION prizes_kept('a published contest does not change');

-- +goose StatementBegin
CREATE FUNCTION prizes_added() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM contests c WHERE c.id = NEW.contest_id AND c.published_at > 0) THEN
        RAISE EXCEPTION '%', TG_ARGV[0];
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER prizes_added BEFORE INSERT ON prizes
    FOR EACH ROW EXECUTE FUNCTION prizes_added('a published contest does not change');

CREATE TRIGGER contest_rules_frozen BEFORE UPDATE ON contest_rules
    FOR EACH ROW EXECUTE FUNCTION refuse_change('frozen rules do not change');

CREATE TRIGGER contest_rules_kept BEFORE DELETE ON contest_rules
    FOR EACH ROW EXECUTE FUNCTION refuse_change('frozen rules do not change');

-- Of an entry in a sealed list only what leads to the person may go.
-- +goose StatementBegin
CREATE FUNCTION entries_sealed() RETURNS trigger AS $$
BEGIN
    IF (NEW.commitment IS DISTINCT FROM OLD.commitment OR NEW.tickets <> OLD.tickets OR NEW.status <> OLD.status
          OR NEW.contest_id <> OLD.contest_id OR NEW.id <> OLD.id)
        AND EXISTS (SELECT 1 FROM contest_closes s WHERE s.contest_id = OLD.contest_id) THEN
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
    IF EXISTS (SELECT 1 FROM contest_closes s WHERE s.contest_id = NEW.contest_id) THEN
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
    IF EXISTS (SELECT 1 FROM contest_closes s WHERE s.contest_id = OLD.contest_id) THEN
        RAISE EXCEPTION '%', TG_ARGV[0];
    END IF;
    RETURN OLD;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER entries_kept BEFORE DELETE ON entries
    FOR EACH ROW EXECUTE FUNCTION entries_kept('a sealed list does not change');

CREATE TRIGGER contest_closes_frozen BEFORE UPDATE ON contest_closes
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a close record does not change');

CREATE TRIGGER contest_closes_kept BEFORE DELETE ON contest_closes
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a close record does not change');

CREATE TRIGGER contest_draws_frozen BEFORE UPDATE ON contest_draws
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a result does not change');

CREATE TRIGGER contest_draws_kept BEFORE DELETE ON contest_draws
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a result does not change');

CREATE TRIGGER draw_slots_frozen BEFORE UPDATE ON draw_slots
    FOR EACH ROW WHEN (NEW.contest_id <> OLD.contest_id OR NEW.prize <> OLD.prize OR NEW.slot <> OLD.slot OR NEW.pick <> OLD.pick
    OR NEW.kind <> OLD.kind OR NEW.list_index <> OLD.list_index OR NEW.commitment IS DISTINCT FROM OLD.commitment OR NEW.entry_id <> OLD.entry_id)
    EXECUTE FUNCTION refuse_change('a result does not change');

CREATE TRIGGER draw_slots_kept BEFORE DELETE ON draw_slots
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a result does not change');

CREATE TRIGGER draw_decisions_frozen BEFORE UPDATE ON draw_decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a decision does not change');

CREATE TRIGGER draw_decisions_kept BEFORE DELETE ON draw_decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change('a decision does not change');
