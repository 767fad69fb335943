#!/usr/bin/env bash
# Prepares what is missing, a browser too, then runs the tests: see --help.
set -uo pipefail
me=./test.sh
again=no
prepare_only=no

case ${1-} in
  --prepare)
    prepare_only=yes
    shift
    ;;
  -h | --help)
    cat <<'HELP'
./test.sh [--prepare] [arguments]

Prepares what is missing, as ./run.sh does, and a browser; then runs the tests.

  --prepare   stop after preparing
  arguments   go to `dotnet test`, for instance --filter Slice

The environment may name the parts: AspireSource (nuget, offline), PG_BIN (folder of PostgreSQL's programs), CHROMIUM (a Chromium or Chrome).
HELP
    exit 0
    ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. prepare/ground.sh
for step in sdk aspire-source aspire-bundle engine postgres redis chromium; do . "prepare/$step.sh"; done
[ $prepare_only = no ] || exit 0
exec dotnet test --nologo "$@"
