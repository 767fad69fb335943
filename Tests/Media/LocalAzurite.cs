using Conduit.Tests.Application;
using Conduit.Tests.Hosting;

namespace Conduit.Tests.Media;

/// <summary>Azurite, as ./test.sh has prepared it, and Node.js, which runs it.</summary>
internal static class LocalAzurite
{
    private const string Tool = "tools/azurite/node_modules/azurite/dist/src/blob/main.js";

    public static string? Script { get; } = Folders().Select(folder => Path.Combine(folder, Tool)).FirstOrDefault(File.Exists);

    public static bool CanRun { get; } = Script is not null
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "node")));

    // Root's clone may be closed to the servers' user; their files are elsewhere then.
    private static IEnumerable<string> Folders()
    {
        yield return Path.Combine(Repository.Root, "artifacts");
        if (!Directory.Exists("/var/tmp")) yield break;
        foreach (var folder in Directory.EnumerateDirectories("/var/tmp", "conduit-*")) yield return folder;
    }
}

/// <summary>A test of the media service with its own storage and database.</summary>
public sealed class LoneMediaFactAttribute : NeedyFactAttribute
{
    public LoneMediaFactAttribute()
    {
        Need(LocalAzurite.CanRun, "no Azurite: install Node.js and run ./test.sh --prepare");
        Need(LocalPostgres.Binaries is not null, "no pg_basebackup on this machine: install PostgreSQL's programs");
    }
}

/// <summary>A <see cref="LoneMediaFactAttribute"/> with several cases.</summary>
public sealed class LoneMediaTheoryAttribute : TheoryAttribute
{
    public LoneMediaTheoryAttribute() => Skip = new LoneMediaFactAttribute().Skip;
}
