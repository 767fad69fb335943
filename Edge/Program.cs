using Conduit.Edge;
using Conduit.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddServers();
builder.AddProxy();

var app = builder.Build();

app.UseServiceDefaults();
app.UseFailureAnswers();
app.MapDefaultEndpoints();
app.MapProxy();

return await app.RunServiceAsync();
