using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Comments;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Documentation;
using Conduit.ApiService.Favorites;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Limits;
using Conduit.ApiService.Notifications;
using Conduit.ApiService.Profiles;
using Conduit.ApiService.Users;
using Conduit.Data;
using Conduit.Data.Caching;
using Conduit.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddConduitData();
builder.AddContract();
builder.AddTokens();
builder.AddRateLimits();
builder.AddAnswers();
builder.AddObjectCache();
builder.AddUsers();
builder.AddDocumentation();
builder.Services.AddSingleton<RequestKeys>();

var app = builder.Build();
app.UseServiceDefaults();
app.UseContract();
app.UseTokens();
app.UseRateLimits();
app.UseObservation();
app.UseCallers();
app.UseAnswers();
app.MapDefaultEndpoints();

var api = app.MapGroup("/api").FailsForAWhile();
api.MapUsers();
api.MapProfiles();
api.MapLists();
api.MapArticles();
api.MapComments();
api.MapFavorites();
api.MapNotifications();
app.MapDocumentation();

return await app.RunServiceAsync();
