using System.Globalization;
using System.Text.RegularExpressions;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Postgres;

/// <summary>An installed PostgreSQL: the folder of its programs and its major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    // The backup functions have their present names since that version.
    private const int Oldest = 15;

    /// <summary>The path of one of its programs.</summary>
    public string Program(string name) => Path.Combine(Folder, name);

    /// <summary>The path of psql, which npm's package lacks; null when the machine has none.</summary>
    public string? Client() => File.Exists(Program("psql")) ? Program("psql") : Programs.FindOnPath("psql");

    /// <summary>
    /// Every PostgreSQL of this machine, the preferred one first: <c>PG_BIN</c>, the newest installed one, the prepared one.
    /// </summary>
    public static IReadOnlyList<PostgresBinaries> Find(IConfiguration configuration, LocalMachine machine)
    {
        var found = new List<PostgresBinaries>();
        if ((configuration["PG_BIN"] ?? configuration["PgBin"]) is { Length: > 0 } configured)
        {
            found.Add(Probe(configured, machine.User)
                ?? throw new DistributedApplicationException(
                    $"PG_BIN={configured}: there is no PostgreSQL {Oldest} or later that can be run{For(machine)} in this folder."));
        }

        if (Directory.Exists("/usr/lib/postgresql"))
        {
            found.AddRange(Directory.EnumerateDirectories("/usr/lib/postgresql")
                .Select(version => Probe(Path.Combine(version, "bin"), machine.User))
                .OfType<PostgresBinaries>()
                .OrderByDescending(binaries => binaries.Major));
        }

        if (Probe(machine.Tool("postgres/bin"), machine.User) is { } prepared)
            found.Add(prepared);

        return found.Count > 0
            ? found
            : throw new DistributedApplicationException(
                $"No PostgreSQL {Oldest} or later can be run{For(machine)}: run ./run.sh --prepare, install one (Debian: "
                + "apt-get install postgresql), or set PG_BIN to the folder of its programs.");
    }

    /// <summary>The one that may open a folder made by this major version (null: a new folder).</summary>
    public static PostgresBinaries Choose(IReadOnlyList<PostgresBinaries> installed, int? dataMajor, string dataFolder) =>
        dataMajor is null
            ? installed[0]
            : installed.FirstOrDefault(binaries => binaries.Major == dataMajor)
                ?? throw new DistributedApplicationException(
                    $"The data in {dataFolder} was made by PostgreSQL {dataMajor}, "
                    + $"and here is only {string.Join(", ", installed.Select(binaries => binaries.Major).Distinct())}: "
                    + $"install PostgreSQL {dataMajor} (or set PG_BIN to it), or delete that folder to start with empty databases.");

    private static PostgresBinaries? Probe(string folder, UnprivilegedUser? user)
    {
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres))
            return null;

        var version = Programs.Run(user, "/bin/sh", ["-c", "exec \"$1\" --version", "sh", postgres]);
        return version.ExitCode == 0 && MajorVersion().Match(version.Output) is { Success: true } match
            && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is >= Oldest and var major
            ? new PostgresBinaries(folder, major)
            : null;
    }

    private static string For(LocalMachine machine) => machine.User is { } user ? $" by the user {user.Name}" : "";

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersion();
}
