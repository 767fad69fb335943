#!/usr/bin/env bash
# Prepares what is missing, then runs the whole picture: see --help.
set -uo pipefail
me=./run.sh
again=no
prepare_only=no

while [ $# -gt 0 ]; do
  case $1 in
    --prepare) prepare_only=yes ;;
    --again) again=yes ;;
    -h | --help)
      cat <<'HELP'
./run.sh [--prepare] [--again] [settings]

Prepares what is missing (Aspire's source, its orchestrator and dashboard, Postgres, Redis), saying in a line each what it chose,
and runs the AppHost. Ctrl+C stops everything.

  --prepare   stop after preparing
  --again     look anew whether the package feed has Aspire
  settings    go to the AppHost: --Shards 3  --ApiServers 4  --WebServers 2  --Engine process|container  --Site:Port 8080  --DataFolder DIR

The environment may name the parts: AspireSource (nuget, offline), PG_BIN (folder of PostgreSQL's programs).
HELP
      exit 0
      ;;
    *) break ;;
  esac
  shift
done

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. prepare/ground.sh
for step in sdk aspire-source aspire-bundle engine postgres redis; do . "prepare/$step.sh"; done
[ $prepare_only = no ] || exit 0
. prepare/build.sh
exec dotnet run --no-build --project AppHost -- "$@"
