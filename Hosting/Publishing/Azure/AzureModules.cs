using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>The modules of managed services, which stand where the model has containers.</summary>
internal static class AzureModules
{
    public static IEnumerable<BicepModule> Of(Deployment deployment) =>
    [
        BicepModule.Read(AzureNames.Environment, "environment", new()
        {
            ["size"] = AzureNames.SizeValue,
            // azd fills it in, and takes the parameter for the sign that the application brings its own environment.
            ["userPrincipalId"] = "",
        }),
        .. deployment.Shards.Select(shard => OfShard(deployment, shard)),
        .. deployment.Caches.Select(cache => BicepModule.Read(cache.Name, "redis", Connected(cache.Name, new()
        {
            ["evictionPolicy"] = cache.Cache!.Evicts ? "AllKeysLRU" : "NoEviction",
            ["zoneId"] = AzureNames.Output(AzureNames.Environment, "redisZoneId"),
        }))),
        .. deployment.ExternalConnections.Select(name => BicepModule.Read(name, "storage", Connected(name, new()
        {
            ["networkId"] = AzureNames.Output(AzureNames.Environment, "networkId"),
        }))),
        .. deployment.Services.Where(service => service.IsExternal).Select(OfFrontDoor),
    ];

    private static BicepModule OfFrontDoor(PublishedService service) => BicepModule.Read(AzureNames.FrontDoor, "front-door", new()
    {
        ["size"] = AzureNames.SizeValue,
        ["appName"] = service.Name,
        ["domain"] = AzureNames.Output(AzureNames.Environment, AzureNames.Domain),
    });

    private static BicepModule OfShard(Deployment deployment, DatabaseShard shard) => BicepModule.Read(shard.Name, "postgres", new()
    {
        ["size"] = AzureNames.SizeValue,
        ["name"] = shard.Name,
        ["administrator"] = AzureNames.Administrator,
        ["administratorPassword"] = AzureNames.Value(SuperuserPassword(deployment, shard)),
        ["vaultName"] = AzureNames.Vault,
        ["subnetId"] = AzureNames.Output(AzureNames.Environment, "postgresSubnetId"),
        ["zoneId"] = AzureNames.Output(AzureNames.Environment, "postgresZoneId"),
    });

    /// <summary>The parameter with the password of the superuser of a shard's containers, here of the administrator.</summary>
    public static string SuperuserPassword(Deployment deployment, DatabaseShard shard) =>
        deployment.Containers.Single(container => container.Name == shard.Nodes[0]).Environment["POSTGRES_PASSWORD"].Secrets.Single();

    // These write their connection string into the vault and are reached through the network.
    private static Dictionary<string, string> Connected(string name, Dictionary<string, string> parameters) => new(parameters)
    {
        ["size"] = AzureNames.SizeValue,
        ["name"] = name,
        ["vaultName"] = AzureNames.Vault,
        ["endpointsSubnetId"] = AzureNames.Output(AzureNames.Environment, "endpointsSubnetId"),
    };
}
