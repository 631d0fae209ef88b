-- +goose Up
-- The keys that personal columns are sealed with, each sealed itself with a key made of the
-- installation's secret. The newest seals. The first is made of the secret and has no value;
-- one that was removed has none any more.
CREATE TABLE sealing_keys (
    id         BIGINT PRIMARY KEY,
    sealed     BYTEA,
    made_at    BIGINT NOT NULL,
    removed_at BIGINT NOT NULL DEFAULT 0
);
INSERT INTO sealing_keys (id, made_at) VALUES (1, 0);
