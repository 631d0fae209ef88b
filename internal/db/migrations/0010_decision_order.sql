-- +goose Up
-- Decisions about a draw in the order in which they were taken: who has a prize follows
-- from it, and ids follow the clocks of servers.

ALTER TABLE draw_decisions ADD COLUMN no INTEGER NOT NULL DEFAULT 0; -- from 1; 0: before there were numbers, then by id
