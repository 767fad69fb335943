using Conduit.Data;
using Conduit.ServiceDefaults;
using Conduit.Worker;
using Conduit.Worker.Jobs;
using Conduit.Worker.Schema;

if (HealthCommand.IsRequested(args)) return await HealthCommand.RunAsync();

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddConduitData();

if (MigrateCommand.IsRequested(args)) return await MigrateCommand.RunAsync(builder.Build());

builder.AddMigrationAtStart();
builder.AddJobs();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapJobs();
return await app.RunServiceAsync();
