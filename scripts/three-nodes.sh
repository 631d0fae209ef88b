#!/usr/bin/env bash
# Three nodes as an installation of several has them, all on this machine: HAProxy in front, PostgreSQL with
# a synchronous replica behind, pgbouncer in transaction mode before the database of nodes 1 and 2 (node 3 knows
# both databases and takes the one that may be written), and NATS between the nodes.
#
#   scripts/three-nodes.sh                        prints the addresses and waits for Ctrl-C
#   scripts/three-nodes.sh COMMAND [ARGUMENT…]    runs a command beside them: the tests, for instance
#
# The command finds in KERMESSE_TEST_NODES a folder. Its file `addresses` says where everything is, and its
# program `do` breaks and mends it:
#
#   do node-kill N · node-stop N · node-start N · nats-stop · nats-start · pooler-restart
#   do primary-stop · primary-start · promote (the replica takes over for good)
#
# KERMESSE_BIN names a program that is built already. Databases are reached through sockets in that folder, which
# nobody else may open; everything is deleted at the end.
# shellcheck disable=SC2154 # the addresses come from the folder's file `settings`
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PATH:/usr/sbin # Debian keeps HAProxy and pgbouncer there

die() {
	echo "three-nodes: $*" >&2
	exit 1
}

# --- what `do` does; $folder/settings was sourced ---

# PostgreSQL and pgbouncer refuse to run as root.
as_server() {
	if [ "$(id -un)" = "$owner" ]; then "$@"; else runuser -u "$owner" -- "$@"; fi
}

start_postgres() { # NAME PORT [OPTION…]
	local name=$1 port=$2
	shift 2
	local options="-c listen_addresses='' -c unix_socket_directories='$folder' -c port=$port -c max_connections=100 -c fsync=off"
	options+=" -c full_page_writes=off -c wal_level=replica -c max_wal_senders=4 -c wal_keep_size=256MB -c wal_retrieve_retry_interval=200ms $*"
	# A replica that has just lost its primary is no reason to wait for the primary's last words.
	as_server "$bindir/pg_ctl" --pgdata="$folder/$name" --log="$folder/$name.log" --silent --wait --options="$options" start >/dev/null ||
		die "PostgreSQL did not start: $(tail -5 "$folder/$name.log")"
}

start_primary() { start_postgres primary "$primary_port" "-c synchronous_standby_names='*'"; }

start_pooler() {
	as_server pgbouncer --daemon --quiet "$folder/pgbouncer.ini"
}

stop_pid() { # NAME SIGNAL: waits until it has ended
	local pid
	pid=$(cat "$folder/$1.pid" 2>/dev/null) || return 0
	kill "-$2" "$pid" 2>/dev/null || return 0
	while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
	rm -f "$folder/$1.pid"
}

start_nats() {
	"$folder/nats-server" --addr 127.0.0.1 --port "$nats_port" --log "$folder/nats.log" >/dev/null 2>&1 &
	echo $! >"$folder/nats.pid"
	disown # nobody is told when it is killed
}

start_node() { # N
	local url=node$1_database port=node$1_port
	KERMESSE_SECRET=$secret "$folder/kermesse" serve --addr "127.0.0.1:${!port}" --base-url "http://127.0.0.1:$balancer_port" \
		--database-url "${!url}" --nats-url "nats://127.0.0.1:$nats_port" --nodes 3 --trusted-proxies 127.0.0.1/32 \
		--data "$folder/node$1" --log-level warn >>"$folder/node$1.log" 2>&1 &
	echo $! >"$folder/node$1.pid"
	disown
}

work() {
	case $1 in
	node-start) start_node "$2" ;;
	node-stop) stop_pid "node$2" TERM ;;
	node-kill) stop_pid "node$2" KILL ;;
	nats-start) start_nats ;;
	nats-stop) stop_pid nats KILL ;;
	pooler-restart)
		stop_pid pgbouncer INT
		start_pooler
		;;
	primary-stop) as_server "$bindir/pg_ctl" --pgdata="$folder/primary" --mode=immediate --silent stop ;;
	primary-start) start_primary ;;
	promote)
		as_server "$bindir/pg_ctl" --pgdata="$folder/replica" --silent --wait promote
		sed -i "s/port=$primary_port/port=$replica_port/" "$folder/pgbouncer.ini"
		kill -HUP "$(cat "$folder/pgbouncer.pid")"
		;;
	*) die "there is no $1" ;;
	esac
}

if [ "${1:-}" = --do ]; then
	folder=$2
	# shellcheck source=/dev/null
	. "$folder/settings"
	shift 2
	work "$@"
	exit
fi

# --- the start ---

for tool in haproxy pgbouncer python3; do
	command -v "$tool" >/dev/null || die "$tool is missing: run scripts/install-test-tools.sh"
done
bindir=
for dir in "${PG_BINDIR:-}" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) /usr/pgsql-*/bin /usr/local/pgsql/bin /usr/bin; do
	if [ -n "$dir" ] && [ -x "$dir/initdb" ] && [ -x "$dir/pg_basebackup" ]; then
		bindir=$dir
		break
	fi
done
[ -n "$bindir" ] || die "no PostgreSQL server found: run scripts/install-test-tools.sh, or set PG_BINDIR"
owner=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
	owner=nobody
	if id postgres >/dev/null 2>&1; then owner=postgres; fi
fi

# A socket's path may have 107 bytes, which a long TMPDIR would exceed.
folder=$(mktemp -d /tmp/kermesse-nodes.XXXXXX)
chown "$owner" "$folder"
chmod 700 "$folder"

clean_up() {
	local status=$? name
	trap - EXIT
	if [ "$status" -ne 0 ]; then tail -n 5 "$folder"/*.log >&2 || true; fi
	for name in node1 node2 node3 haproxy nats pgbouncer; do stop_pid "$name" KILL || true; done
	for name in primary replica; do
		as_server "$bindir/pg_ctl" --pgdata="$folder/$name" --mode=immediate --silent stop >/dev/null 2>&1 || true
	done
	rm -rf "$folder"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -n "${KERMESSE_BIN:-}" ]; then
	cp "$KERMESSE_BIN" "$folder/kermesse"
else
	go build -o "$folder/kermesse" ./cmd/kermesse
fi
go build -o "$folder/nats-server" github.com/nats-io/nats-server/v2

read -r balancer_port nats_port node1_port node2_port node3_port < <(python3 -c '
import socket
held = [socket.socket() for _ in range(5)]
for s in held:
    s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in held])')
pooled="postgres://kermesse@/kermesse?host=$folder&port=6432&sslmode=disable&pool_max_conns=8"
direct="postgres://kermesse@/kermesse?host=$folder,$folder&port=5433,5434&target_session_attrs=read-write&sslmode=disable"
cat >"$folder/settings" <<SETTINGS
bindir=$bindir
owner=$owner
secret=three-nodes-share-one-secret-of-their-own
primary_port=5433
replica_port=5434
balancer_port=$balancer_port
nats_port=$nats_port
node1_port=$node1_port
node2_port=$node2_port
node3_port=$node3_port
node1_database='$pooled'
node2_database='$pooled'
node3_database='$direct&pool_max_conns=8'
SETTINGS
# shellcheck source=/dev/null
. "$folder/settings"
cat >"$folder/addresses" <<ADDRESSES
balancer=http://127.0.0.1:$balancer_port
node1=http://127.0.0.1:$node1_port
node2=http://127.0.0.1:$node2_port
node3=http://127.0.0.1:$node3_port
database=$direct
pooler=postgres://kermesse@/pgbouncer?host=$folder&port=6432&sslmode=disable
secret=$secret
ADDRESSES
printf '#!/bin/sh\nexec "%s/scripts/three-nodes.sh" --do "%s" "$@"\n' "$PWD" "$folder" >"$folder/do"
chmod 755 "$folder/do"

cat >"$folder/pgbouncer.ini" <<POOLER
[databases]
kermesse = host=$folder port=$primary_port dbname=kermesse user=kermesse
[pgbouncer]
pool_mode = transaction
listen_port = 6432
unix_socket_dir = $folder
auth_type = any
admin_users = kermesse
default_pool_size = 12
max_client_conn = 300
server_login_retry = 1
query_wait_timeout = 15
ignore_startup_parameters = lock_timeout,statement_timeout,idle_in_transaction_session_timeout
logfile = $folder/pgbouncer.log
pidfile = $folder/pgbouncer.pid
POOLER
# A balancer that has nobody to ask says when to come again, as the nodes do.
cat >"$folder/haproxy.cfg" <<BALANCER
defaults
	mode http
	timeout connect 2s
	timeout client 60s
	timeout server 60s
	timeout check 4s
	retries 3
	retry-on conn-failure
	option redispatch
	http-error status 503 content-type "application/problem+json" string '{"status":503,"code":"no_node"}' hdr Retry-After 1
frontend people
	bind 127.0.0.1:$balancer_port
	option forwardfor
	default_backend nodes
backend nodes
	balance roundrobin
	option httpchk GET /readyz
	http-check expect status 200
	default-server check inter 300ms fall 2 rise 1
	server node1 127.0.0.1:$node1_port
	server node2 127.0.0.1:$node2_port
	server node3 127.0.0.1:$node3_port
BALANCER

(cd "$folder" && as_server "$bindir/initdb" --pgdata="$folder/primary" --username=kermesse --auth=trust --encoding=UTF8 --locale=C \
	--no-sync >"$folder/initdb.log") || die "$(cat "$folder/initdb.log")"
start_postgres primary "$primary_port"
as_server "$bindir/createdb" --host="$folder" --port="$primary_port" --username=kermesse kermesse
(cd "$folder" && as_server "$bindir/pg_basebackup" --host="$folder" --port="$primary_port" --username=kermesse --pgdata="$folder/replica" \
	--write-recovery-conf --checkpoint=fast --no-sync)
start_postgres replica "$replica_port"
as_server "$bindir/pg_ctl" --pgdata="$folder/primary" --silent --wait stop
start_primary # from here on a commit is on both
"$folder/kermesse" migrate --database-url "$direct" >/dev/null # the lock that this takes does not go through the pooler
start_pooler
start_nats
for n in 1 2 3; do start_node "$n"; done
haproxy -db -f "$folder/haproxy.cfg" >"$folder/haproxy.log" 2>&1 &
echo $! >"$folder/haproxy.pid"
disown

export KERMESSE_TEST_NODES=$folder
if [ $# -gt 0 ]; then
	"$@"
else
	cat "$folder/addresses"
	echo "do=$folder/do"
	sleep infinity
fi
