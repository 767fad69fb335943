# The command of a replica's container, on the official image; its inputs are environment variables.
# No braces in here: this text travels as an argument in a manifest, where they mean an expression.
set -eu

as=
mkdir -p "$PGDATA"
chmod 700 "$PGDATA"
if [ "$(id -u)" = 0 ]; then
  as='gosu postgres'
  chown postgres "$PGDATA"
fi

# Read by every client here and by the server's own connection to its primary, so it is on no command line.
export PGPASSWORD="$REPLICATION_PASSWORD"
primary="host=$PRIMARY_HOST port=$PRIMARY_PORT user=replicator application_name=$REPLICA_NAME"

# The mark comes last: a copy without it was cut short. (A replica that was promoted has lost its standby.signal, but not its mark, and
# keeps its data.)
trap 'exit 0' INT TERM
if [ ! -f "$PGDATA/copied" ]; then
  until $as pg_basebackup -D "$PGDATA" -d "$primary" -C -S "$REPLICA_NAME" -X stream -c fast; do
    echo "No copy of $PRIMARY_HOST:$PRIMARY_PORT yet; trying again."
    sleep 1
    find "$PGDATA" -mindepth 1 -delete
    $as psql --no-psqlrc -q "$primary dbname=postgres replication=true" -c "DROP_REPLICATION_SLOT $REPLICA_NAME" >/dev/null 2>&1 || true
  done
  $as touch "$PGDATA/standby.signal" "$PGDATA/copied"
fi

exec $as postgres -D "$PGDATA" \
  -c "primary_conninfo=$primary" -c "primary_slot_name=$REPLICA_NAME" -c "port=$PORT" \
  -c hot_standby=on -c hot_standby_feedback=on -c max_connections=200 -c max_wal_senders=8 -c max_replication_slots=8 \
  -c wal_receiver_status_interval=1s -c wal_receiver_timeout=5s -c wal_retrieve_retry_interval=200ms -c max_standby_streaming_delay=2s
