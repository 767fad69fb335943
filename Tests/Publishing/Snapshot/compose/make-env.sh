#!/bin/sh
# Makes .env of .env.example: a random value for each line without one. An .env that exists keeps its values.
set -eu
cd "$(dirname "$0")"
umask 077
[ -e .env ] || : > .env
while IFS= read -r line; do
  case $line in
    '#'* | '') continue ;;
    *=) value=$(od -An -v -N24 -tx1 /dev/urandom | tr -d ' \n') ;;
    *) value= ;;
  esac
  grep -q "^${line%%=*}=" .env || printf '%s%s\n' "$line" "$value" >> .env
done < .env.example
