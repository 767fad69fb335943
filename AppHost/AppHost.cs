using Conduit.AppHost;
using Conduit.Hosting.Operation;
using Conduit.Hosting.Postgres;
using Conduit.Hosting.Publishing;
using Conduit.Hosting.Publishing.Azure;
using Conduit.Hosting.Ready;
using Conduit.Hosting.Redis;
using Conduit.Hosting.Servers;
using Conduit.Hosting.Setup;
using Conduit.Hosting.Storage;

try
{
    var builder = DistributedApplication.CreateBuilder(args);
    var settings = Settings.Read(builder.Configuration);
    builder.RequireFreePort(settings.SitePort, "Site:Port");
    builder.RequireFreePort(settings.LabPort, "Lab:Port");
    builder.RequireFreeDashboardPorts();
    builder.AddLiveSwitches();
    builder.WaitForProcessesAtStop();
    builder.AddAdminCommands();

    // Redis, twice: the event log must not be evicted, cached values may be.
    var freshness = builder.AddCacheServer("freshness", maxMemory: "64mb", Eviction.None);
    var cache = builder.AddCacheServer("cache", maxMemory: "256mb", Eviction.LeastRecentlyUsed);

    // Accounts live in one database; everything else is sharded. The worker's role, conduit, owns and migrates both; pictures have a
    // database and a role of their own.
    var postgres = builder.AddPostgresCluster("postgres", settings.Shards, role: "conduit")
        .WithDatabase("accounts")
        .WithOwnDatabase("media")
        .WithShardedDatabase("conduit")
        .WithRole("api", "accounts", "conduit")
        .WithRole("web", "accounts")
        .WithMonitorRole("lab", "accounts", "conduit");

    var migrations = builder.AddJob<Projects.Worker>("migrations", "migrate")
        .WithReference(postgres).WaitFor(postgres)
        .WithReference(freshness).WaitFor(freshness)
        .WithSettings("Freshness")
        .WithIconName("DatabaseArrowUp")
        .WithHiddenOnCompletion(exitCode: 0);

    // Sample data for empty databases. Nothing waits for it.
    var seed = builder.AddJob<Projects.Seed>("seed")
        .WithReference(postgres).WaitForCompletion(migrations)
        .WithReference(freshness).WaitFor(freshness)
        .WithSettings("Freshness")
        .WithIconName("PlantGrass")
        .WithSeed(settings.Seed);

    var signingKey = builder.AddGeneratedSecret("jwt-signing-key", "Signs the API's tokens. Anyone with this key can act as any user.");
    var nextKey = builder.AddOptionalSecret("jwt-next-signing-key", "Signs after the next rotation; accepted already.");
    var previousKey = builder.AddOptionalSecret("jwt-previous-signing-key", "Signed before the last rotation; still accepted.");
    var hashKey = builder.AddGeneratedSecret("idempotency-hash-key", "Keys the stored hashes of requests with an `Idempotency-Key`.");
    var edgeKey = builder.AddGeneratedSecret("edge-key", "Operator key of the edge; by it the services recognize each other.");
    var metricsKey = builder.AddGeneratedSecret("metrics-key", "Operator key of every server's `/metrics`; a Prometheus server sends it.");

    var api = builder.AddServers<Projects.ApiService>("api", settings.ApiServers, settings.SpareServers, icon: "Server")
        .WithReference(postgres, role: "api").WaitForCompletion(migrations)
        .WithReference(freshness).WaitFor(freshness)
        .WithReference(cache).WaitFor(cache)
        .WithEnvironment("Jwt__SigningKey", signingKey)
        .WithEnvironment("Jwt__NextSigningKey", nextKey)
        .WithEnvironment("Jwt__PreviousSigningKey", previousKey)
        .WithEnvironment("Idempotency__HashKey", hashKey)
        .WithEnvironment("Edge__Key", edgeKey)
        .WithEnvironment("Metrics__Key", metricsKey)
        .Each(server => server.WithSettings("Caching", "Data", "Feeds", "Freshness", "Passwords", "RateLimits").WithSite().FollowsLog());

    // Renders pages from the API's responses. It reads from the API servers and writes through the edge. Only its key ring is in a
    // database.
    var web = builder.AddServers<Projects.WebFrontend>("web", settings.WebServers, settings.SpareServers, icon: "Window")
        .WithDatabase(postgres, "accounts", role: "web").WaitForCompletion(migrations)
        .WithEnvironment(
            "KeyRing__Key", builder.AddGeneratedSecret("web-key-ring-key", "Encrypts the keys of cookies and forms in the database."))
        .WithEnvironment("Edge__Key", edgeKey)
        .WithEnvironment("Metrics__Key", metricsKey)
        .Each(server => server.WithReference(api).WithSettings("Api", "Pictures", "Session").WithSite().WithDashboardAddress());

    // Pictures: a service of its own, with its own database and object storage. Nothing waits for it.
    var storage = builder.AddObjectStorage("storage");
    var mediaKey = builder.AddGeneratedSecret("media-key", "Operator key of the media service, by which the worker reports uses.");
    var media = builder.AddServer<Projects.MediaService>("media")
        .WithDatabase(postgres, "media", role: "media").WaitFor(postgres)
        .WithReference(storage).WaitFor(storage)
        .WithReference(freshness)
        .WithReference(api)
        .WithEnvironment("Media__Key", mediaKey)
        .WithEnvironment("Edge__Key", edgeKey)
        .WithEnvironment("Metrics__Key", metricsKey)
        .WithSettings("Freshness", "Media", "Tokens")
        .FollowsLog()
        // Decoded pictures are large blocks of native memory: each is mapped by itself, and so given back as soon as it is freed.
        .WithEnvironment("MALLOC_MMAP_THRESHOLD_", "262144")
        .WithEnvironment("MALLOC_ARENA_MAX", "2")
        .WithIconName("ImageMultiple");

    builder.AddServer<Projects.Worker>("worker")
        .WithReference(postgres).WaitForCompletion(migrations)
        .WithReference(freshness).WaitFor(freshness)
        .WithReference(cache).WaitFor(cache)
        .WithReference(media).WithEnvironment("Media__Key", mediaKey)
        .WithJobCommands(builder.AddGeneratedSecret("jobs-key", "Operator key of the worker's admin endpoints."))
        .WithEnvironment("Metrics__Key", metricsKey)
        .WithSettings("Data", "Feeds", "Freshness", "Jobs")
        .WithIconName("Toolbox");

    // The only public endpoint: balances the load, and serves cached responses itself as long as they are valid.
    var edge = builder.AddServer<Projects.Edge>("edge", settings.SitePort)
        .WithReference(api).WaitFor(api)
        .WithReference(web).WaitFor(web)
        .WithReference(media)
        .WithReference(freshness)
        .WithEdgeCommands(edgeKey)
        .WithSettings("Edge", "Freshness")
        .FollowsLog()
        .WithSite()
        .WithExternalHttpEndpoints()
        .WithUrlForEndpoint("http", url => url.DisplayText = "Conduit")
        .WithEnvironment("Metrics__Key", metricsKey)
        .WithMetricsPort()
        .WithIconName("Globe");
    edge.WithUrl($"{edge.GetEndpoint("http")}/api/docs", "API");
    edge.WithUrl($"{edge.GetEndpoint("http")}/media/docs", "Media API");
    web.WithReference(edge);
    api.Each(server => server.WithSiteAddress(edge));
    seed.WithReference(edge);

    if (builder.ExecutionContext.IsRunMode)
    {
        // The system map: shows the system at work, and breaks it on request.
        builder.AddServer<Projects.Lab>("lab", settings.LabPort)
            .WithArgs("map")
            .WithReference(postgres, role: "lab").WithReference(freshness).WithReference(cache)
            .WithEnvironment("Metrics__Key", metricsKey)
            .WithOperatorAccess()
            .WithTraces()
            // It mostly waits, so little memory is worth more to it than speed. The size is 4 MB, in hexadecimal.
            .WithEnvironment("DOTNET_gcServer", "0").WithEnvironment("DOTNET_GCgen0size", "400000").WithEnvironment("DOTNET_TieredPGO", "0")
            .WithUrlForEndpoint("http", url => url.DisplayText = "System map")
            .WithIconName("Map");

        // Benchmarks and fault injection, started by hand in the dashboard.
        builder.AddJob<Projects.Lab>("benchmark", settings.Benchmark)
            .WithReference(postgres).WithReference(freshness).WithReference(cache)
            .WithReference(api).WithReference(web).WithReference(media).WithReference(edge).WaitFor(edge)
            .WithEnvironment("Edge__Key", edgeKey)
            .WithSettings()
            .WithIconName("Beaker")
            .WithExplicitStart();
    }

    builder.AddPublishing("conduit");
    builder.PublishToAzure("conduit", AzureSizes.Settings);
    builder.AnnounceWhenReady("Conduit", edge.GetEndpoint("http"));
    builder.Build().Run();
    return 0;
}
catch (DistributedApplicationException fault)
{
    // A configuration error is one line with its remedy, not a stack trace.
    Console.Error.WriteLine(fault.Message);
    return 1;
}
