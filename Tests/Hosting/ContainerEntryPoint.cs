using Conduit.Tests.Application;

namespace Conduit.Tests.Hosting;

/// <summary>The entry point of the official Postgres image, as far as the scripts of the cluster need it.</summary>
internal static class ContainerEntryPoint
{
    /// <summary>The steps that the scripts rely on.</summary>
    private const string EntryPoint = """
        #!/bin/sh
        set -eu
        if [ ! -f "$PGDATA/PG_VERSION" ]; then
          printf %s "$POSTGRES_PASSWORD" > password
          initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile=password --auth-local=trust --auth-host=scram-sha-256 \
            -E UTF8 --locale=C.UTF-8 --no-sync
          echo "unix_socket_directories = '$PGHOST'" >> "$PGDATA/postgresql.conf"
          pg_ctl -D "$PGDATA" -o "-c listen_addresses=" -w start
          for script in "$INIT_FOLDER"/*.sh; do sh "$script"; done
          pg_ctl -D "$PGDATA" -m fast -w stop
        fi
        exec "$@"
        """;

    /// <summary>Writes it into a folder that is on the server's PATH.</summary>
    public static void Write(string folder)
    {
        var file = Path.Combine(folder, "docker-entrypoint.sh");
        File.WriteAllText(file, EntryPoint);
        TestFolder.Allow(file, "755");
    }
}
