namespace Conduit.Tests.Hosting;

/// <summary>A PostgreSQL installation with pg_basebackup and psql, which the npm package lacks.</summary>
internal static class LocalPostgres
{
    public static string? Binaries { get; } = Candidates().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "pg_basebackup")));

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } named)
            yield return named;
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            foreach (var version in Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending())
                yield return Path.Combine(version, "bin");
        }
    }
}

/// <summary>A test that needs all of PostgreSQL's programs.</summary>
public sealed class PostgresProgramsFactAttribute : FactAttribute
{
    public PostgresProgramsFactAttribute() =>
        Skip = LocalPostgres.Binaries is null ? "no pg_basebackup on this machine: install PostgreSQL's programs" : null;
}
