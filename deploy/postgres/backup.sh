#!/usr/bin/env bash
# Backs up one shard, and restores it to any moment since: see --help. The drill in Tests/Failover/RestoreTests.cs runs both.
set -euo pipefail

usage() {
  cat <<'HELP'
backup.sh take CONNECTION FOLDER
  Copies a running shard into FOLDER/<time>, and then writes its log there until it is stopped (Ctrl+C). It can restore any moment from the
  copy's end to the stop. Start a new one before you stop an old one, and delete the oldest.
  CONNECTION names both nodes, so that it follows a failover. The password of the role replicator comes from PGPASSWORD or PGPASSFILE:
    "host=127.0.0.1,127.0.0.1 port=PORT_A,PORT_B user=replicator target_session_attrs=read-write"

backup.sh restore FOLDER DATA [TIME]
  Makes DATA, the data folder of a node, from FOLDER as it was at TIME ('2026-01-31 12:00:00+00'); without TIME, at the end of the log.
  DATA must not exist. For the AppHost it is <data folder>/postgres-0-a/data; the AppHost copies the other node from it.

Environment variable: PG_BIN (folder of PostgreSQL's programs of the shard's version).
HELP
}

fail() {
  echo "backup.sh: $1" >&2
  exit 1
}

# Under root the servers run as nobody, and so does this. That user may not be allowed to read this file, so it comes by standard input.
if [ "$(id -u)" = 0 ] && [ -f "$0" ]; then
  exec setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups bash -s -- "$@" <"$0"
fi

timestamp() { date -u "$@" +%Y%m%dT%H%M%SZ; }

find_programs() {
  local folder=${PG_BIN-}
  [ -n "$folder" ] || folder=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -V | tail -n 1)
  [ -n "$folder" ] || folder=$(dirname "$(command -v pg_basebackup || true)")
  [ -x "$folder/pg_basebackup" ] || fail "no pg_basebackup: install PostgreSQL's programs, or set PG_BIN to their folder"
  PATH=$folder:$PATH
}

# Receives the log until it is stopped, across failovers: the new primary gets a slot as well, so that it keeps what is missing here.
follow() {
  local connection=$1 log=$2 failures=0 receiver= began
  trap '[ -z "$receiver" ] || { kill -INT $receiver 2>/dev/null; wait $receiver; }; exit 0' TERM
  while [ $failures -lt 30 ]; do
    began=$SECONDS
    pg_receivewal -d "$connection" --slot=backup --create-slot --if-not-exists || true
    # On disk at once, not only when a segment is full.
    pg_receivewal -d "$connection" --slot=backup -D "$log" --synchronous --no-loop &
    receiver=$!
    wait $receiver || true
    if [ $((SECONDS - began)) -gt 5 ]; then failures=0; else failures=$((failures + 1)); fi
    sleep 1
  done
  echo "backup.sh: the log is no longer received: start it again, for a new copy" >&2
}

take() {
  local connection=$1 folder
  folder=$2/$(timestamp)
  pg_isready -q -d "$connection" || fail "no server answers at $connection"
  mkdir -p "$folder/log"
  # Of an earlier run that was killed.
  pg_receivewal -d "$connection" --slot=backup --drop-slot 2>/dev/null || true
  follow "$connection" "$folder/log" &
  follower=$!
  trap 'kill $follower; wait $follower; pg_receivewal -d "$connection" --slot=backup --drop-slot || true; exit 0' INT TERM
  # The copy comes with the log that was written meanwhile; what follows must be received from then on.
  until [ -n "$(ls "$folder/log")" ]; do
    kill -0 $follower 2>/dev/null || fail "the log cannot be received"
    sleep 0.1
  done
  pg_basebackup -d "$connection" -D "$folder/base" --checkpoint=fast --wal-method=stream
  timestamp >"$folder/complete"
  echo "$folder is complete; the log follows until this is stopped"
  wait $follower
  exit 1
}

# The newest copy that was complete at the wanted time.
find_base() {
  local folder=$1 time=$2 limit=9 base found=
  [ -z "$time" ] || limit=$(timestamp -d "$time" 2>/dev/null) || fail "TIME '$time' is none: give one like '2026-01-31 12:00:00+00'"
  for base in "$folder"/*; do
    [[ ! -f $base/complete || $(cat "$base/complete") > $limit ]] || found=$base
  done
  [ -n "$found" ] || fail "$folder has no copy that was complete by then"
  echo "$found"
}

restore() {
  local folder data=$2 time=${3-} base work
  folder=$(cd "$1" && pwd) || fail "$1 is no folder"
  [ ! -e "$data" ] || fail "$data exists already: give a folder that does not"
  base=$(find_base "$folder" "$time")
  work=$data.part
  rm -rf "$work"
  mkdir -p "$(dirname "$data")"
  cp -R "$base/base" "$work"
  chmod 700 "$work"
  # A socket's path may have 107 characters.
  sockets=$(mktemp -d)
  trap 'rm -rf "$sockets"' EXIT
  cat >"$work/postgresql.auto.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$sockets'
hot_standby = off
synchronous_standby_names = ''
restore_command = 'cp "$base/log/%f" "%p" 2>/dev/null || cp "$base/log/%f.partial" "%p" 2>/dev/null'
recovery_target_action = 'promote'
${time:+recovery_target_time = '$time'}
CONF
  touch "$work/recovery.signal"
  echo "replaying the log on ${base##*/}"
  pg_ctl -D "$work" -l "$work/restore.log" -W start >/dev/null
  # Promoted, it deletes the signal and says that it is in production, as the copy did. It ends when the log does not suffice.
  until [ ! -f "$work/recovery.signal" ] && LC_ALL=C pg_controldata "$work" | grep -q 'state: *in production'; do
    sleep 0.5
    pg_ctl -D "$work" status >/dev/null || fail "$(grep -E 'FATAL|PANIC' "$work/restore.log" | tail -n 1)"
  done
  pg_ctl -D "$work" -m fast -w stop >/dev/null
  rm "$work/restore.log"
  : >"$work/postgresql.auto.conf"
  mv "$work" "$data"
  echo "$data is restored${time:+ to $time}"
}

case "${1-} $#" in
  'take 3') find_programs && take "$2" "$3" ;;
  'restore 3' | 'restore 4') find_programs && restore "${@:2}" ;;
  '-h 1' | '--help 1') usage ;;
  *)
    usage >&2
    exit 1
    ;;
esac
