# Makes the roles and databases of a shard on a managed server, whose administrator is no superuser. It may run again: passwords and
# rights are then set anew. Its inputs are environment variables: those of psql, ROLES with PASSWORD_OF_role for each of them, OWNERS
# (role:database, of every database) and CONNECTS (role:database).
set -eu

run() {
  psql --no-psqlrc -qAt -v ON_ERROR_STOP=1 "$@"
}

for role in $ROLES; do
  run -v role="$role" <<SQL
\getenv password PASSWORD_OF_$role
select format('create role %I', :'role') where not exists (select from pg_roles where rolname = :'role') \gexec
alter role :"role" login password :'password';
-- The administrator may then make databases that belong to the role.
grant :"role" to current_user;
SQL
done

for pair in $OWNERS; do
  run -v role="$(echo "$pair" | cut -d: -f1)" -v database="$(echo "$pair" | cut -d: -f2)" <<'SQL'
select format('create database %I owner %I', :'database', :'role')
where not exists (select from pg_database where datname = :'database') \gexec
revoke connect, temporary on database :"database" from public;
SQL
done

for pair in $CONNECTS; do
  run -v role="$(echo "$pair" | cut -d: -f1)" -v database="$(echo "$pair" | cut -d: -f2)" <<'SQL'
grant connect on database :"database" to :"role";
SQL
done
