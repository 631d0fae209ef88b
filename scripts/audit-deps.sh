#!/usr/bin/env bash
# Looks up what is known to be wrong with what Kermesse is built of: govulncheck for Go's modules
# and library, npm audit for the tools that tests use, and the licences of all modules. A finding
# fails. Where a database cannot be reached that is said, and fails only with AUDIT_REQUIRED=1:
# tests must run on a machine without a network, and a release must not pass unlooked at.
set -euo pipefail
cd "$(dirname "$0")/.."

required=${AUDIT_REQUIRED:-0}
database=${KERMESSE_VULNDB:-https://vuln.go.dev}
unseen=()

out=$(mktemp)
trap 'rm -f "$out"' EXIT

# vulncheck SCAN [PACKAGE…]: 0 nothing found, 3 something found, 4 the database cannot be reached.
vulncheck() {
	local status=0
	bin/govulncheck -db "$database" -scan "$@" >"$out" 2>&1 || status=$?
	if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then
		if grep -qE 'fetching vulnerabilities|dial tcp|no such host|connection refused|Client.Timeout|i/o timeout|HTTP GET|unexpected status|Forbidden|no such file' "$out"; then
			return 4
		fi
		cat "$out" >&2
		exit "$status"
	fi
	return "$status"
}

# Versions alone take a second. Only where one of them is known to be faulty is it worth finding
# out, in a minute, whether what is faulty is ever called.
status=0
vulncheck module -C cmd/kermesse || status=$?
if [ "$status" -eq 3 ]; then
	status=0
	vulncheck symbol ./cmd/... || status=$?
	cat "$out"
fi
case $status in
0) echo "audit: no vulnerability is known of what the program calls ($database)" ;;
3) echo "audit: the program calls what is known to be faulty: see above" >&2; exit 1 ;;
4) unseen+=("Go's modules and library ($database: $(grep -oE '(Get|dial|HTTP GET|open) .*' "$out" | head -1 | cut -c1-160))") ;;
esac

for folder in e2e tools/openapi; do
	status=0
	npm audit --prefix "$folder" --audit-level=high >"$out" 2>&1 || status=$?
	if grep -qiE 'ENOAUDIT|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|endpoint returned an error|E40[0-9]|not implemented|audit request' "$out"; then
		unseen+=("$folder ($(grep -iE 'npm (err|warn|error) audit' "$out" | head -1 | cut -c1-160))")
	elif [ "$status" -ne 0 ]; then
		cat "$out" >&2
		exit 1
	else
		echo "audit: no vulnerability of the gravest two kinds is known of $folder"
	fi
done

packages=(./cmd/...)
go -C tools/audit run . -check "${packages[@]}"
go -C tools/audit test ./... >/dev/null
echo "audit: the licences of all modules are known"

if [ "${#unseen[@]}" -gt 0 ]; then
	printf '\n*** NOT AUDITED, no database could be reached:\n' >&2
	printf '***   %s\n' "${unseen[@]}" >&2
	printf '*** Run make audit-deps where there is a network; with AUDIT_REQUIRED=1 this fails.\n\n' >&2
	[ "$required" != 1 ] || exit 1
fi
