using Conduit.AppHost;
using Conduit.Hosting.Postgres;
using Conduit.Hosting.Ready;
using Conduit.Hosting.Redis;
using Conduit.Hosting.Servers;
using Conduit.Hosting.Setup;

try
{
    var builder = DistributedApplication.CreateBuilder(args);
    var settings = Settings.Read(builder.Configuration);
    builder.RequireFreePort(settings.SitePort, "Site:Port");
    builder.RequireFreeDashboardPorts();
    builder.WaitForProcessesAtStop();

    // What must not be forgotten, and what can be made again.
    var stamps = builder.AddCacheServer("stamps", maxMemory: "64mb", Eviction.None);
    var cache = builder.AddCacheServer("cache", maxMemory: "256mb", Eviction.LeastRecentlyUsed);

    // Who is who is known in one place; everything else is spread over the shards.
    var postgres = builder.AddPostgresCluster("postgres", settings.Shards, role: "conduit")
        .WithDatabase("accounts")
        .WithShardedDatabase("conduit");

    var migrations = builder.AddJob<Projects.Worker>("migrations", "migrate")
        .WithReference(postgres).WaitFor(postgres)
        .WithReference(stamps).WaitFor(stamps);

    // A world to look at, for databases that are empty. Nobody waits for it.
    builder.AddJob<Projects.Worker>("seed", "seed")
        .WithReference(postgres).WaitForCompletion(migrations)
        .WithReference(stamps).WaitFor(stamps)
        .WithSeed(settings.Seed);

    // The key that signs tokens, and, while it is being changed, the one before.
    var signingKey = builder.AddGeneratedSecret("jwt-signing-key");
    var previousKey = builder.AddOptionalSecret("jwt-previous-signing-key");

    var api = builder.AddServers<Projects.ApiService>("api", settings.ApiServers, settings.SpareServers)
        .WithReference(postgres).WaitForCompletion(migrations)
        .WithReference(stamps).WaitFor(stamps)
        .WithReference(cache).WaitFor(cache)
        .WithEnvironment("Jwt__SigningKey", signingKey)
        .WithEnvironment("Jwt__PreviousSigningKey", previousKey)
        .Each(server => server.WithSettings("Caching", "Data", "Feeds", "Passwords", "RateLimits"));

    // Keeps only its key ring in the database; all it shows comes from the API, through the edge.
    var web = builder.AddServers<Projects.WebFrontend>("web", settings.WebServers, settings.SpareServers)
        .WithReference(postgres, "accounts").WaitForCompletion(migrations)
        .Each(server => server.WithSettings("Api", "Pictures", "Session"));
    // While it is developed, an article's page leads to its trace.
    if (builder.ExecutionContext.IsRunMode && builder.Configuration["ASPNETCORE_URLS"]?.Split(';')[0] is { } dashboard) web.Each(server => server.WithEnvironment("Dashboard", dashboard));

    builder.AddServer<Projects.Worker>("worker")
        .WithReference(postgres).WaitForCompletion(migrations)
        .WithReference(stamps).WaitFor(stamps)
        .WithReference(cache).WaitFor(cache)
        .WithJobCommands(builder.AddGeneratedSecret("jobs-key"))
        .WithSettings("Data", "Feeds", "Jobs");

    // The only door: /api to the API servers, everything else to the web servers, and to neither what it keeps and is still so.
    var edge = builder.AddServer<Projects.Edge>("edge", settings.SitePort)
        .WithReference(api).WaitFor(api)
        .WithReference(web).WaitFor(web)
        .WithReference(stamps)
        .WithEdgeCommands(builder.AddGeneratedSecret("edge-key"))
        .WithSettings("Edge")
        .WithExternalHttpEndpoints()
        .WithUrlForEndpoint("http", url => url.DisplayText = "Conduit");
    edge.WithUrl($"{edge.GetEndpoint("http")}/api/docs", "API");
    web.WithReference(edge);

    // Started by hand, in the dashboard: measures all this while it runs, and disturbs it when told to.
    builder.AddJob<Projects.Lab>("lab", settings.Lab)
        .WithReference(postgres).WithReference(stamps).WithReference(cache)
        .WithReference(api).WithReference(web).WithReference(edge).WaitFor(edge)
        .WithSettings()
        .WithExplicitStart();

    builder.AnnounceWhenReady("Conduit", edge.GetEndpoint("http"));
    builder.Build().Run();
    return 0;
}
catch (DistributedApplicationException fault)
{
    // what is wrong with the set-up is said in a line, with its remedy
    Console.Error.WriteLine(fault.Message);
    return 1;
}
