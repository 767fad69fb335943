using Conduit.Data;
using Conduit.Seed;
using Conduit.Seed.Pictures;
using Conduit.ServiceDefaults;
using Npgsql;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddConduitData();
builder.Services.AddOptions<SeedOptions>()
    .BindConfiguration(SeedOptions.Section)
    .ValidateDataAnnotations()
    .ValidateOnStart();
builder.Services.AddSingleton<Seeder>().AddSingleton<PictureSeeder>();
builder.Services.AddHttpClient(PictureUploader.Client, edge => edge.BaseAddress = new Uri("http://edge"));

var app = builder.Build();
return await app.RunOnceAsync(
    async cancellationToken =>
    {
        await app.Services.GetRequiredService<Seeder>().SeedAsync(Console.WriteLine, cancellationToken);
        await app.Services.GetRequiredService<PictureSeeder>().AddAsync(Console.WriteLine, cancellationToken);
    },
    fault => fault switch
    {
        SeedException => fault.Message,
        // EF wraps the exceptions of the database.
        NpgsqlException or TimeoutException or { InnerException: NpgsqlException } =>
            $"Seeding failed; the next run continues it: {fault.GetBaseException().Message}",
        OperationCanceledException => "Seeding was stopped; the next run continues it.",
        _ => null,
    });
