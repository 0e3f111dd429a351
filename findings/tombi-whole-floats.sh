#!/usr/bin/env bash
# tombi refuses `months = 60.0` where a JSON Schema says `"type": "integer"`; the specification (draft 2020-12,
# validation, 6.1.1) counts every number without a fraction as an integer, and taplo and Python's jsonschema pass
# it. Under `"type": "number", "multipleOf": 1` all of them pass 60 and 60.0 and refuse 60.5.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm install --silent --no-audit --no-fund @taplo/cli@0.7.0 >/dev/null
python3 -m venv python && python/bin/pip install --quiet --disable-pip-version-check tombi==1.9.6 jsonschema==4.26.0 tomli==2.2.1
printf '[schema]\nenabled = true\ncatalog = { paths = [] }\n' > tombi.toml
echo "taplo $(node_modules/.bin/taplo --version), tombi $(python/bin/tombi --version), jsonschema 4.26.0"

found=""
for words in '"type": "integer"' '"type": "number", "multipleOf": 1'; do
    printf '{ "type": "object", "properties": { "months": { %s } } }' "$words" > schema.json
    for value in 60 60.0 60.5; do
        printf '#:schema ./schema.json\nmonths = %s\n' "$value" > file.toml
        row=""
        node_modules/.bin/taplo lint --no-auto-config file.toml >/dev/null 2>&1 && row+=" taplo"
        python/bin/tombi lint --offline file.toml >/dev/null 2>&1 && row+=" tombi"
        python/bin/python -c '
import json, tomli, jsonschema
schema = json.load(open("schema.json"))
jsonschema.Draft202012Validator(schema).validate(tomli.load(open("file.toml", "rb")))' >/dev/null 2>&1 && row+=" jsonschema"
        echo "{ $words }, months = $value: passed by${row:- none}"
        found+="${row:- none};"
    done
done
all=" taplo tombi jsonschema;"
[ "$found" = "$all taplo jsonschema; none;$all$all none;" ]
