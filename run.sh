#!/usr/bin/env bash
# Prepares what the machine lacks, then runs the whole application: see --help.
set -uo pipefail
me=./run.sh
refresh=no
prepare_only=no

while [ $# -gt 0 ]; do
  case $1 in
    --prepare) prepare_only=yes ;;
    --refresh) refresh=yes ;;
    -h | --help)
      cat <<'HELP'
./run.sh [--prepare] [--refresh] [settings]

Prepares what the machine lacks (Postgres, Redis, Azurite, uPlot), prints a line for each choice, builds, and runs the AppHost. Ctrl+C stops
everything.

  --prepare   stop after preparing
  --refresh   look again whether the package feed has Aspire.StackExchange.Redis.OutputCaching
  settings    passed to the AppHost: --Shards 3  --ApiServers 4  --WebServers 2  --Engine process|container  --Site:Port 8080
              --DataFolder DIR; all are in docs/configuration.md

Environment variables: PG_BIN (folder of PostgreSQL's programs), OutputCachingSource (nuget, stand-in).
HELP
      exit 0
      ;;
    *) break ;;
  esac
  shift
done

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. prepare/common.sh
for step in sdk output-caching engine postgres redis azurite uplot; do . "prepare/$step.sh"; done
[ $prepare_only = no ] || exit 0
. prepare/build.sh
exec dotnet run --no-build --project AppHost -- "$@"
