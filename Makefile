# Everything a developer or CI runs. `make test` is the whole of it; the other targets are its parts.

export GOFLAGS ?= -trimpath
export CGO_ENABLED ?= 0

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LINTER := bin/golangci-lint
TEST_FLAGS ?= -timeout 30m
FUZZ_TIME ?= 10s
TORTURE ?= 20
AT_ONCE := Crowd|Race|AtOnce|Together|Linearizable|Kept|Tabs|Hands|Group|Shared|Stream|Seats|Twice|Same|Live
TORTURED := TestOldAndNew|TestRulebook|TestLinearizable|TestKilledUnderLoad|TestCrowdIsKilled|TestFairIsKilled|TestHistories|TestDatabaseIs|TestDiskIsFull|TestStopInABatch|TestHalfOpenLines|TestClockJumps

.PHONY: test tools format-check vet lint test-go test-postgres test-race race test-nodes test-citus test-browser openapi fuzz torture bench assets-check docs-check \
	fmt assets docs screenshots build demo audit audit-deps licences clean

## test: all checks and tests, on SQLite, PostgreSQL and Chromium; installs what is missing
test: tools format-check vet lint test-go test-postgres test-nodes test-citus assets-check openapi test-browser audit-deps

## tools: the system's packages that the tests need, where missing
tools:
	scripts/install-test-tools.sh

## format-check: fails where a file is not formatted as `make fmt` would
format-check: $(LINTER)
	$(LINTER) fmt --diff

vet:
	go vet ./...

## lint: Go by golangci-lint, shell scripts by ShellCheck
lint: $(LINTER)
	$(LINTER) run
	shellcheck scripts/*.sh .ci/run

## test-go: the tests on SQLite; those that compare the verifiers of draws need Node.js and Python
test-go:
	go test $(TEST_FLAGS) ./...

## test-postgres: the same tests on a throw-away PostgreSQL
test-postgres:
	scripts/with-postgres.sh go test -timeout 30m ./...

## test-race: what many do at the same moment, on PostgreSQL, with the race detector; `make race` is all of it
test-race:
	CGO_ENABLED=1 scripts/with-postgres.sh go test -race -timeout 30m -run '$(AT_ONCE)' ./...

## race: all tests on PostgreSQL with the race detector, which takes most of an hour on a small machine
race:
	CGO_ENABLED=1 scripts/with-postgres.sh go test -race -timeout 90m ./...

## test-nodes: three nodes behind a load balancer, on PostgreSQL with a replica, while something breaks; about a minute
test-nodes: bin/kermesse
	KERMESSE_BIN=bin/kermesse scripts/three-nodes.sh go test -count=1 -timeout 10m -run TestThreeNodes ./cmd/kermesse

## test-citus: the tests of what Citus spreads, where KERMESSE_TEST_CITUS_URL names a coordinator with two workers or more
test-citus:
	@if [ -n "$$KERMESSE_TEST_CITUS_URL" ]; then \
		go test -count=1 -timeout 90m ./internal/db ./polls; \
	else \
		echo "Citus is NOT TESTED: KERMESSE_TEST_CITUS_URL names no coordinator (docs/operations.md, Several nodes)"; \
	fi

## test-browser: journeys through a running server in Chromium
test-browser: bin/kermesse e2e/node_modules
	cd e2e && npm test

## openapi: lints the API's document as the program writes it
openapi: bin/kermesse tools/openapi/node_modules
	scripts/lint-openapi.sh

## fuzz: every fuzz target for a while; FUZZ_TIME says for how long each
fuzz:
	scripts/fuzz.sh $(FUZZ_TIME)

## audit-deps: what is known to be wrong with modules and tools, and their licences; AUDIT_REQUIRED=1 fails without a network
audit-deps: bin/govulncheck e2e/node_modules tools/openapi/node_modules
	scripts/audit-deps.sh

## licences: writes docs/licences.md
licences:
	go -C tools/audit run . ./cmd/...

## bench: every benchmark of `kermesse bench`, on SQLite and on a throw-away PostgreSQL; JSON beside the tables in BENCH_OUT
bench: bin/kermesse
	scripts/bench.sh sqlite
	KERMESSE_PG_DURABLE=1 scripts/with-postgres.sh scripts/bench.sh postgres

## torture: the tests of faults, books and votes that find more the longer they run, TORTURE times as long as in `make test`
torture:
	KERMESSE_TORTURE=$(TORTURE) go test -timeout 4h -run '$(TORTURED)' ./loyalty ./cmd/kermesse
	KERMESSE_TORTURE=$(TORTURE) scripts/with-postgres.sh go test -timeout 4h -run '$(TORTURED)' ./loyalty ./cmd/kermesse

## audit: accessibility, weight and language of every public page; KERMESSE_AUDIT names the tool's folder
audit: bin/kermesse e2e/node_modules
	node e2e/audit.mjs

## screenshots: the pictures of the README, from the demo
screenshots: bin/kermesse e2e/node_modules
	node e2e/screenshots.mjs

## fmt: formats every Go file (gofumpt)
fmt: $(LINTER)
	$(LINTER) fmt

## assets: bundles style sheets and scripts into frontend/dist, which is committed
assets:
	go -C tools/assets run .

## assets-check: fails where frontend/dist is not what frontend/src gives
assets-check:
	go -C tools/assets run . -check

## docs: writes the parts of docs/ that are made from the source
docs:
	go test ./internal/doccheck -run TestErrors -update

## build: the program, static, its version inside
build: bin/kermesse

.PHONY: bin/kermesse
bin/kermesse:
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o $@ ./cmd/kermesse

## demo: a seeded brand on http://127.0.0.1:8080
demo:
	go run ./cmd/kermesse demo

clean:
	rm -rf bin .cache e2e/node_modules e2e/out tools/openapi/node_modules

$(LINTER): tools/lint/go.mod tools/lint/go.sum
	CGO_ENABLED=0 go build -C tools/lint -trimpath -o ../../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

bin/govulncheck: tools/audit/go.mod tools/audit/go.sum
	CGO_ENABLED=0 go build -C tools/audit -trimpath -o ../../$@ golang.org/x/vuln/cmd/govulncheck
	@touch $@

# npm ci leaves node_modules as the lock file says; the touch is for make.
%/node_modules: %/package.json %/package-lock.json
	npm ci --prefix $* --no-audit --no-fund --loglevel=error
	@touch $@
