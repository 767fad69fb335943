using System.Globalization;
using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>When there are more servers of a kind.</summary>
internal static class ScaleRules
{
    private const string QueuePassword = "QUEUE_PASSWORD";

    /// <summary>The secrets that the rules need: the password of the role that counts jobs.</summary>
    public static IReadOnlyList<AppVariable> Secrets(Deployment deployment, AzureSize size, AppParameters parameters)
    {
        if (size.Queue is null) return [];
        var password = new AppValues(deployment, parameters).Secret(deployment.Shards[0].Owner.Password);
        return [new(QueuePassword, password, Address: null, IsSecret: true)];
    }

    /// <summary>The rules of a kind of servers.</summary>
    public static IEnumerable<string> Of(Deployment deployment, AzureSize size, AppParameters parameters)
    {
        if (size.ConcurrentRequests is { } requests) yield return string.Create(CultureInfo.InvariantCulture, $$"""
            {
              name: 'requests'
              http: {
                metadata: {
                  concurrentRequests: '{{requests}}'
                }
              }
            }
            """);
        if (size.Queue is not { } queue) yield break;
        foreach (var shard in deployment.Shards)
        {
            foreach (var database in shard.Databases.Where(database => database.Owner == shard.Owner.Name))
                yield return QueueRule(queue, shard, database, parameters.AddOutput(shard.Name, "primary"));
        }
    }

    // The scaler for Postgres of KEDA, which Container Apps have built in.
    private static string QueueRule(AzureQueueRule queue, DatabaseShard shard, ShardDatabase database, string host) =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            {
              name: '{{shard.Name}}-{{database.Name}}'
              custom: {
                type: 'postgresql'
                metadata: {
                  host: {{host}}
                  port: '5432'
                  userName: '{{shard.Owner.Name}}'
                  dbName: '{{database.Name}}'
                  sslmode: 'require'
                  query: {{BicepText.Literal(queue.Query)}}
                  targetQueryValue: '{{queue.Target}}'
                }
                auth: [
                  {
                    triggerParameter: 'password'
                    secretRef: '{{BicepText.SecretName(QueuePassword)}}'
                  }
                ]
              }
            }
            """);
}
