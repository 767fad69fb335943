namespace Conduit.Tests.Application;

/// <summary>The resources that AppHost declares by default.</summary>
internal static class ExpectedResources
{
    public static readonly string[] Servers =
    [
        "freshness", "cache", "postgres-0", "postgres-0-replica", "postgres-1", "postgres-1-replica",
        "api-1", "api-2", "web-1", "worker", "edge",
    ];

    public static readonly string[] RunToCompletion = ["migrations"];

    public static readonly string[] StartedByHand = ["seed", "lab", "api-3", "web-2"];

    /// <summary>Entries of the dashboard with their members below.</summary>
    public static readonly string[] Groups = ["postgres", "api", "web"];

    public static readonly string[] Published =
    [
        "freshness", "cache", "postgres-0", "postgres-0-replica", "postgres-1", "postgres-1-replica", "api", "web", "worker", "edge",
    ];

    public static readonly string[] Secrets =
    [
        "postgres-password", "conduit-password", "api-password", "web-password", "replication-password", "freshness-password",
            "cache-password",
        "jwt-signing-key", "idempotency-hash-key", "web-key-ring-key", "jobs-key", "edge-key",
    ];
}
