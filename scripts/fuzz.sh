#!/bin/bash
# Runs every fuzz target for a while, one after another: scripts/fuzz.sh [TIME [PACKAGE…]]
# TIME is as in go test -fuzztime, 10s by default. What is found is kept under testdata/fuzz
# of the package, where every later run of the tests tries it again.
set -euo pipefail
cd "$(dirname "$0")/.."

time=${1:-10s}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- ./...

for package in $(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' "$@"); do
	dir=$(go list -f '{{.Dir}}' "$package")
	sed -nE 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/p' "$dir"/*_test.go | while read -r target; do
		echo "$package $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$package" </dev/null
	done
done
