#!/bin/sh
# Makes a random value for each secret that has none yet; Kustomize reads them from files. Do not commit them.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
while read -r name; do
  [ -s "secrets/$name" ] || od -An -v -N24 -tx1 /dev/urandom | tr -d ' \n' > "secrets/$name"
done <<'NAMES'
api-password
cache-password
conduit-password
edge-key
freshness-password
idempotency-hash-key
jobs-key
jwt-signing-key
media-key
media-password
metrics-key
web-key-ring-key
web-password
NAMES
while read -r name; do
  [ -s "secrets/$name" ] || echo "Write the connection string of the storage account '$name' to secrets/$name."
done <<'NAMES'
storage
backups
NAMES
