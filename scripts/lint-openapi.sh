#!/usr/bin/env bash
# Lints the OpenAPI document that bin/kermesse writes.
set -euo pipefail
cd "$(dirname "$0")/.."

# The linter asks its maker for news and reports its use unless told not to.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

mkdir -p .cache
bin/kermesse openapi >.cache/openapi.json
tools/openapi/node_modules/.bin/redocly lint --config tools/openapi/redocly.yaml --format stylish .cache/openapi.json
