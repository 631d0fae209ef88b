#!/usr/bin/env bash
# Runs every benchmark on one database and prints its tables; with BENCH_OUT, a folder, writes their JSON
# there instead. Run it by `make bench`, on a machine that does nothing else.
#
#   scripts/bench.sh sqlite
#   KERMESSE_PG_DURABLE=1 scripts/with-postgres.sh scripts/bench.sh postgres
set -euo pipefail

database=${1:?usage: scripts/bench.sh sqlite|postgres}
program=bin/kermesse
uptime

# Each benchmark wants a database of its own.
measure() {
	local name=$1
	shift
	local arguments=("$@")
	if [ "$database" = postgres ]; then
		psql --quiet --dbname="$KERMESSE_TEST_DATABASE_URL" --command="CREATE DATABASE bench_$name"
		arguments+=("--database-url=${KERMESSE_TEST_DATABASE_URL/\/postgres?/\/bench_$name?}")
	fi
	if [ -n "${BENCH_OUT:-}" ]; then
		mkdir -p "$BENCH_OUT"
		"$program" bench "$name" "${arguments[@]}" --json >"$BENCH_OUT/$name-$database.json"
	else
		printf '\n== bench %s, %s\n' "$name" "$database"
		"$program" bench "$name" "${arguments[@]}"
	fi
}

measure votes
measure entries
measure earns
measure pages
measure watchers
measure start
if [ "$database" = sqlite ]; then # no database takes part in it
	printf '\n== bench draw\n'
	"$program" bench draw --entries 1000000
fi
