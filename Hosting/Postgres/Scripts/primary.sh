# The command of a primary's container, on the official image; its inputs are environment variables.
# No braces in here: this text travels as an argument in a manifest, where they mean an expression.
set -eu

# The image runs this once, when it makes the data.
cat > "$INIT_FOLDER/10-cluster.sh" <<'INIT'
psql --no-psqlrc -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres <<'SQL'
\getenv role SERVICE_ROLE
\getenv password SERVICE_PASSWORD
\getenv replication REPLICATION_PASSWORD
create role :"role" login password :'password';
create role replicator login replication password :'replication';
SQL
for role in $ROLES; do
  psql --no-psqlrc -v ON_ERROR_STOP=1 -v role="$role" -U "$POSTGRES_USER" -d postgres <<SQL
\getenv password PASSWORD_OF_$role
create role :"role" login password :'password';
SQL
done
for role in $MONITORS; do
  psql --no-psqlrc -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -c "grant pg_monitor to \"$role\""
done
for database in $DATABASES; do
  owner=$(echo "$OWNERS" | tr ' ' '\n' | sed -n "s/:$database\$//p")
  createdb -U "$POSTGRES_USER" -O "$(echo $owner $SERVICE_ROLE | cut -d' ' -f1)" "$database"
  psql --no-psqlrc -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -c "revoke connect, temporary on database \"$database\" from public"
done
for connect in $CONNECTS; do
  psql --no-psqlrc -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
    -c "grant connect on database \"$(echo "$connect" | cut -d: -f2)\" to \"$(echo "$connect" | cut -d: -f1)\""
done
echo 'host replication replicator all scram-sha-256' >> "$PGDATA/pg_hba.conf"
INIT

# A replica that was promoted by hand is the primary now. Two of them would take different writes, so this one does not start.
export PGPASSWORD="$POSTGRES_PASSWORD"
export PGCONNECT_TIMEOUT=3
is_replica=$(psql --no-psqlrc -AtqU "$POSTGRES_USER" -d postgres -h "$REPLICA_HOST" -p "$REPLICA_PORT" \
  -c 'select pg_is_in_recovery()' 2>/dev/null || true)
if [ -e "$PGDATA/PG_VERSION" ] && [ "$is_replica" = f ]; then
  echo "$REPLICA_HOST is the primary now: this node keeps its data and does not start." >&2
  exit 1
fi

docker-entrypoint.sh postgres \
  -c wal_level=replica -c max_wal_senders=8 -c max_replication_slots=8 -c wal_keep_size=64MB -c max_slot_wal_keep_size=1GB \
  -c wal_sender_timeout=5s -c max_connections=200 -c synchronous_commit="$SYNCHRONOUS_COMMIT" &
server=$!
trap 'kill -INT "$server"' INT TERM

# A commit waits for the replica while that streams, and only then: a dead replica must not stop the writes.
while sleep 1 && kill -0 "$server" 2>/dev/null; do
  psql --no-psqlrc -AtqU "$POSTGRES_USER" -d postgres <<SQL >/dev/null 2>&1 || true
select format('alter system set synchronous_standby_names = %L', wanted), 'select pg_reload_conf()'
from (select coalesce((select quote_ident(application_name) from pg_stat_replication
                       where application_name = '$STANDBY' and state = 'streaming'), '') as wanted) as now
where wanted <> current_setting('synchronous_standby_names') \gexec
SQL
done &

# a signal ends a wait early, so wait until the server is gone
status=0
while kill -0 "$server" 2>/dev/null; do
  status=0
  wait "$server" || status=$?
done
exit "$status"
