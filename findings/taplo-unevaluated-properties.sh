#!/usr/bin/env bash
# taplo passes a misspelt key where a JSON Schema forbids it by `unevaluatedProperties: false`, the usual way
# to close a table that is put together by `allOf`. tombi and Python's jsonschema refuse it, as the
# specification (draft 2020-12, core, 11.3) has it. So a schema for TOML that is to hold in editors with taplo
# writes every table out and closes it by `additionalProperties: false`.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-audit --no-fund @taplo/cli@0.7.0 >/dev/null
python3 -m venv python && python/bin/pip install --quiet --disable-pip-version-check tombi==1.9.6 jsonschema==4.26.0 tomli==2.2.1

cat > schema.json <<'JSON'
{ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
  "allOf": [{ "properties": { "name": { "type": "string" } } }],
  "properties": { "months": { "type": "integer" } },
  "unevaluatedProperties": false }
JSON
printf '#:schema ./schema.json\nname = "a"\nmoths = 6\n' > typo.toml
sed 's/"unevaluatedProperties"/"additionalProperties"/; s/"properties": { "months"/"properties": { "name": {}, "months"/' schema.json > closed.json
sed 's/schema.json/closed.json/' typo.toml > closed.toml
printf '[schema]\nenabled = true\ncatalog = { paths = [] }\n' > tombi.toml

verdict() { if "$@" >/dev/null 2>&1; then echo passes; else echo refuses; fi; }
echo "taplo $(node_modules/.bin/taplo --version), tombi $(python/bin/tombi --version), jsonschema 4.26.0"
taplo=$(verdict node_modules/.bin/taplo lint --no-auto-config typo.toml)
taplo_closed=$(verdict node_modules/.bin/taplo lint --no-auto-config closed.toml)
tombi=$(verdict python/bin/tombi lint --offline typo.toml)
python=$(verdict python/bin/python -c '
import json, tomli, jsonschema
schema = json.load(open("schema.json"))
jsonschema.Draft202012Validator(schema).validate(tomli.load(open("typo.toml", "rb")))')
echo "moths = 6 under unevaluatedProperties: taplo $taplo, tombi $tombi, jsonschema $python"
echo "the same under additionalProperties: taplo $taplo_closed"
[ "$taplo $tombi $python $taplo_closed" = "passes refuses refuses refuses" ]
