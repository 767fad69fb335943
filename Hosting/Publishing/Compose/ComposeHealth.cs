using System.Globalization;
using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Compose;

/// <summary>What keeps a container in bounds: checks, limits, and no more rights than it needs.</summary>
internal static class ComposeHealth
{
    // A file system that cannot be written to, but for temporary files.
    public static YamlMap Hardening => new()
    {
        { "read_only", true },
        { "tmpfs", YamlMap.List("/tmp") },
        { "cap_drop", YamlMap.List("ALL") },
        { "security_opt", YamlMap.List("no-new-privileges:true") },
    };

    public static YamlMap Of(IEnumerable<string> command, string startPeriod) => new()
    {
        { "test", command.Prepend("CMD").ToArray() },
        { "interval", "15s" },
        { "timeout", "5s" },
        { "retries", 3 },
        { "start_period", startPeriod },
        { "start_interval", "2s" },
    };

    public static YamlMap Limits(string processors, string memory) => new()
    {
        {
            "deploy",
            new YamlMap { { "resources", new YamlMap { { "limits", new YamlMap { { "cpus", processors }, { "memory", memory } } } } } }
        },
    };

    /// <summary>The command that checks a container; it uses the programs of its image.</summary>
    public static string[] CommandOf(PublishedContainer container) =>
        container.Cache is not null
            ? Redis.CacheProbe.Command(container.Ports[0].Number)
            : ["pg_isready", "-q", "-h", "127.0.0.1", "-p", container.Ports[0].Number.ToString(CultureInfo.InvariantCulture)];
}
