namespace Conduit.Tests.Application;

/// <summary>The resources that AppHost draws by default.</summary>
internal static class Picture
{
    public static readonly string[] Servers =
    [
        "stamps", "cache", "postgres-0", "postgres-0-replica", "postgres-1", "postgres-1-replica",
        "api-1", "api-2", "web-1", "worker", "edge",
    ];

    /// <summary>What does its work and ends.</summary>
    public static readonly string[] Errands = ["migrations"];

    /// <summary>What only runs when somebody starts it.</summary>
    public static readonly string[] ByHand = ["seed", "lab", "api-3", "web-2"];

    public static readonly string[] Published =
    [
        "stamps", "cache", "postgres-0", "postgres-0-replica", "postgres-1", "postgres-1-replica", "api", "web", "worker", "edge",
    ];

    public static readonly string[] Secrets =
        ["postgres-password", "conduit-password", "replication-password", "stamps-password", "cache-password", "jwt-signing-key", "jobs-key", "edge-key"];
}
