#!/usr/bin/env bash
# Prepares what the machine lacks, including a browser, then runs the tests: see --help.
set -uo pipefail
me=./test.sh
refresh=no
prepare_only=no

case ${1-} in
  --prepare)
    prepare_only=yes
    shift
    ;;
  -h | --help)
    cat <<'HELP'
./test.sh [--prepare] [arguments]

Prepares what the machine lacks, as ./run.sh does, and a browser; then runs the tests.

  --prepare   stop after preparing
  arguments   passed to `dotnet test`, for instance --filter Slice

Environment variables: PG_BIN (folder of PostgreSQL's programs), CHROMIUM (a Chromium or Chrome), OutputCachingSource (nuget, stand-in).
HELP
    exit 0
    ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. prepare/common.sh
for step in sdk output-caching engine postgres redis azurite uplot chromium; do . "prepare/$step.sh"; done
[ $prepare_only = no ] || exit 0
exec dotnet test --nologo "$@"
