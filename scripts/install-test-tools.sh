#!/usr/bin/env bash
# Installs what `make test` needs besides Go, and only what is missing: a PostgreSQL server, HAProxy and pgbouncer
# for the tests of several nodes, Chromium, a C compiler for the race detector, ShellCheck, Python. Root or sudo on Debian and Ubuntu; elsewhere it says what to install.
set -euo pipefail

export PATH=$PATH:/usr/sbin # Debian keeps HAProxy and pgbouncer there

have() { command -v "$1" >/dev/null 2>&1; }

have_postgres() {
	local dir
	for dir in "${PG_BINDIR:-}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin \
		/usr/local/pgsql/bin /usr/bin; do
		if [ -n "$dir" ] && [ -x "$dir/initdb" ]; then return 0; fi
	done
	return 1
}

have_chromium() {
	[ -x "${CHROMIUM:-}" ] || have chromium || have chromium-browser || have google-chrome
}

if ! have node || ! have npm; then
	echo "install-test-tools: Node.js 20 or later with npm is needed for the browser tests: install it first" >&2
	exit 1
fi

missing=()
have_postgres || missing+=(postgresql)
have haproxy || missing+=(haproxy)
have pgbouncer || missing+=(pgbouncer)
have_chromium || missing+=(chromium fonts-liberation)
have cc || missing+=(gcc libc6-dev)
have shellcheck || missing+=(shellcheck)
have python3 || missing+=(python3)
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

if ! have apt-get; then
	echo "install-test-tools: this system has no apt-get; install these with its own packages: ${missing[*]}" >&2
	exit 1
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
	if ! have sudo; then
		echo "install-test-tools: not root and no sudo; ask an administrator for: apt-get install ${missing[*]}" >&2
		exit 1
	fi
	sudo=(sudo)
fi

echo "install-test-tools: installing ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A stale or unreachable list is no reason to give up: what counts is whether the packages install.
"${sudo[@]}" apt-get update -qq || echo "install-test-tools: some package lists could not be refreshed" >&2
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$log" 2>&1 || {
	cat "$log" >&2
	exit 1
}
