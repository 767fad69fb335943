using Conduit.Edge;
using Conduit.Edge.Admin;
using Conduit.Edge.Balancing;
using Conduit.Edge.Caching;
using Conduit.Edge.Connections;
using Conduit.Edge.Requests;
using Conduit.ServiceDefaults;

if (HealthCommand.IsRequested(args)) return await HealthCommand.RunAsync();

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddSite();
builder.AddServers();
builder.AddConnectionLimits();
builder.AddBalancing();
builder.AddCaching();
builder.AddProxy();

var app = builder.Build();

app.UseServiceDefaults();
app.UseConnectionLimits();
app.UseSafeTypes();
app.UseSiteHosts("edge");
app.UseSiteHttps("edge");
app.UseRequestIds();
app.UseCaching();
app.UseErrorResponses();
// Explicit, because the default position is first: a response from the cache needs neither routing nor authorization.
app.UseRouting();
app.UseAuthorization();
app.MapDefaultEndpoints();

return await app.RunServiceAsync(app =>
{
    app.MapAdmin();
    app.MapProxy();
});
