-- +goose Up
-- What the panel asks of contests with many entries is answered from indexes.

CREATE INDEX entries_counted ON entries (contest_id, status, source, tickets, accepted_at, flags);
DROP INDEX entries_flagged;
CREATE INDEX entries_doubtful ON entries (contest_id, flags, status, id) WHERE flags <> '' AND flags <> 'unproved-contact';
CREATE INDEX entries_in_doubt ON entries (contest_id, id, flags, status) WHERE flags <> '' AND flags <> 'unproved-contact';
