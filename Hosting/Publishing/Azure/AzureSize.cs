namespace Conduit.Hosting.Publishing.Azure;

/// <summary>How many servers of a kind run in Azure Container Apps, and when there are more of them.</summary>
/// <param name="Small">Their number in a demo.</param>
/// <param name="Production">Their number in production.</param>
public sealed record AzureSize(AzureReplicas Small, AzureReplicas Production)
{
    /// <summary>The concurrent requests from which on a server gets another one beside it; null: requests do not count.</summary>
    public int? ConcurrentRequests { get; init; }

    /// <summary>The queue whose depth counts; null: none.</summary>
    public AzureQueueRule? Queue { get; init; }
}

/// <summary>A number of servers.</summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The most.</param>
public sealed record AzureReplicas(int Min, int Max);

/// <summary>The rule for a queue in each database that the application's own role owns.</summary>
/// <param name="Query">Returns its depth.</param>
/// <param name="Target">The depth for which one server is enough.</param>
public sealed record AzureQueueRule(string Query, int Target);

/// <summary>What Azure needs to know beyond the model.</summary>
/// <param name="Servers">The sizes of the projects that serve, by name.</param>
/// <param name="Variables">
/// Environment variables of every server that does not have them otherwise. In a value, <see cref="Hosts"/> stands for the host names of
/// the site.
/// </param>
public sealed record AzureSettings(IReadOnlyDictionary<string, AzureSize> Servers, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>Stands for the host names of the site in a value.</summary>
    public const string Hosts = "{hosts}";
}
