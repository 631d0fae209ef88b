-- +goose Up
-- What a mail or a webhook was written for, as the W3C's Trace Context names it; empty where
-- nothing is traced.
ALTER TABLE mail_outbox ADD COLUMN trace TEXT NOT NULL DEFAULT '';
ALTER TABLE webhook_messages ADD COLUMN trace TEXT NOT NULL DEFAULT '';
