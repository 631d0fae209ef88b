#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL: an empty cluster in a temporary folder, reached through a
# socket that only this user can open, stopped and deleted whatever becomes of the command.
#
#   scripts/with-postgres.sh go test ./...
#
# The command finds it in KERMESSE_TEST_DATABASE_URL, whose role may create databases. PG_BINDIR names the
# folder of initdb and pg_ctl where they are not in one of the usual places. With KERMESSE_PG_DURABLE set, a
# commit waits for the disk as in service.
set -euo pipefail

if [ $# -eq 0 ]; then
	echo "usage: scripts/with-postgres.sh COMMAND [ARGUMENT...]" >&2
	exit 2
fi

# Debian keeps the servers out of PATH, one folder a version: the newest is taken.
find_bindir() {
	local dir
	for dir in "${PG_BINDIR:-}" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) \
		/usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/pgsql/bin /usr/bin; do
		if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
			echo "$dir"
			return
		fi
	done
	echo "with-postgres: no PostgreSQL server found: run scripts/install-test-tools.sh, or set PG_BINDIR" >&2
	return 1
}
bindir=$(find_bindir)

# PostgreSQL refuses to run as root: there it runs as the user its package made, or as nobody.
as_server() { "$@"; }
owner=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
	owner=nobody
	if id postgres >/dev/null 2>&1; then owner=postgres; fi
	as_server() { runuser -u "$owner" -- "$@"; }
fi

# A socket's path may have 107 bytes, which a long TMPDIR would exceed.
folder=$(mktemp -d /tmp/kermesse-pg.XXXXXX)
chown "$owner" "$folder"
chmod 700 "$folder"

clean_up() {
	local status=$?
	trap - EXIT
	as_server "$bindir/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent stop >/dev/null 2>&1 || true
	rm -rf "$folder"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd "$folder" # initdb complains about a working directory its user cannot enter
as_server "$bindir/initdb" --pgdata="$folder/data" --username=kermesse --auth=trust \
	--encoding=UTF8 --locale=C --no-sync >"$folder/initdb.log" || {
	cat "$folder/initdb.log" >&2
	exit 1
}
cd "$OLDPWD"

# Nothing here outlives the run, so nothing waits for the disk, unless that is what is measured.
options="-c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=300"
if [ -z "${KERMESSE_PG_DURABLE:-}" ]; then
	options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
fi
as_server "$bindir/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --silent --wait \
	--options="$options" start || {
	cat "$folder/server.log" >&2
	exit 1
}

export KERMESSE_TEST_DATABASE_URL="postgres://kermesse@/postgres?host=$folder&sslmode=disable"
"$@"
