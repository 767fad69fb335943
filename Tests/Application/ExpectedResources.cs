namespace Conduit.Tests.Application;

/// <summary>The resources that AppHost declares by default.</summary>
internal static class ExpectedResources
{
    public static readonly string[] Servers =
    [
        "freshness", "cache", "postgres-0-a", "postgres-0-b", "postgres-1-a", "postgres-1-b",
        "api-1", "api-2", "web-1", "worker", "edge", "storage", "media", "lab",
    ];

    public static readonly string[] RunToCompletion = ["migrations"];

    public static readonly string[] StartedByHand = ["seed", "benchmark", "api-3", "web-2"];

    /// <summary>Entries of the dashboard with their members below.</summary>
    public static readonly string[] Groups = ["postgres", "api", "web"];

    /// <summary>What the manifest for Azure has, without secrets and jobs: managed services in place of containers.</summary>
    public static readonly string[] Published =
    [
        "environment", "postgres-0", "postgres-1", "freshness", "cache", "storage", "front-door", "api", "web", "worker", "edge", "media",
    ];

    public static readonly string[] Secrets =
    [
        "postgres-password", "conduit-password", "api-password", "web-password", "media-password", "replication-password",
        "freshness-password", "cache-password",
        "jwt-signing-key", "idempotency-hash-key", "web-key-ring-key", "jobs-key", "edge-key", "media-key", "metrics-key",
    ];

    /// <summary>The secrets that Azure does not make itself.</summary>
    public static IEnumerable<string> PublishedSecrets => Secrets.Except(["replication-password", "freshness-password", "cache-password"]);

    /// <summary>The secrets of what is not published: the emulator of object storage, and the system map.</summary>
    public static readonly string[] LocalSecrets = ["storage-key", "lab-password"];
}
