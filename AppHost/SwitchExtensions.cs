using Conduit.Hosting.Switches;

namespace Conduit.AppHost;

internal static class SwitchExtensions
{
    private static readonly string[] OnOff = ["true", "false"];
    private static readonly string[] OffOn = ["false", "true"];

    /// <summary>The settings that services follow while they run, in the order of the system map.</summary>
    internal static IReadOnlyList<LiveSwitch> All { get; } =
    [
        new(
            "Edge:Cache",
            "Edge cache",
            "The edge answers anonymous visitors from its memory; off: every request reaches a web or API server.",
            OnOff),
        new(
            "Edge:Balancing",
            "Load balancing",
            "How the edge picks a server: the less busy of two random ones, the least busy, in turn, at random, or always the first.",
            ["PowerOfTwoChoices", "LeastRequests", "RoundRobin", "Random", "First"]),
        new(
            "Caching:Output",
            "Response cache",
            "API servers keep whole responses for anonymous readers, in memory and in Redis; off: each response is made anew.",
            OnOff),
        new(
            "Caching:Client",
            "304 for clients",
            "A client whose copy is still valid gets 304 and no body; off: it gets the whole response again.",
            OnOff),
        new(
            "Caching:Memory",
            "Object cache, memory",
            "API servers keep the results of queries in their memory; off: they ask Redis.",
            OnOff),
        new(
            "Caching:Redis",
            "Object cache, Redis",
            "API servers share the results of queries in Redis; off: what is not in memory is read from the databases.",
            OnOff),
        new(
            "Data:ReplicaReads",
            "Reads from replicas",
            "A read goes to the replica when that has replayed what the reader may know; off: primaries answer all reads.",
            OnOff),
        new(
            "Feeds:Stored",
            "Stored feeds",
            "Redis holds each reader's feed ready, written by the worker; off: every feed is gathered from all shards when it is read.",
            OnOff),
        new(
            "RateLimits:Enabled",
            "Rate limits",
            "API servers refuse clients that send too much (429); a load from this page switches them off while it runs.",
            OnOff),
        new(
            "Media:ReadOnly",
            "Read-only pictures",
            "The media service delivers pictures and refuses uploads and deletions.",
            OffOn),
        new(
            "Unsafe:ServeWithoutValidation",
            "Serve without validation",
            "Caches of whole responses no longer check whether a write has made a response stale, so readers miss acknowledged writes.",
            OffOn,
            IsUnsafe: true),
    ];

    /// <summary>Lets the system map change them, in the file that the services watch.</summary>
    public static void AddLiveSwitches(this IDistributedApplicationBuilder builder) => builder.AddLiveSwitches(builder.LiveSettings(), All);
}
