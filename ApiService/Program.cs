using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Comments;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Favorites;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Notifications;
using Conduit.ApiService.Profiles;
using Conduit.ApiService.Users;
using Conduit.Data;
using Conduit.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddConduitData();
builder.AddContract();
builder.AddTokens();
builder.AddListCache();
builder.AddUsers();
builder.Services.AddSingleton<RequestKeys>();

var app = builder.Build();
app.UseContract();
app.UseTokens();
app.UseOutputCache();
app.MapDefaultEndpoints();

var api = app.MapGroup("/api");
api.MapUsers();
api.MapProfiles();
api.MapLists();
api.MapArticles();
api.MapComments();
api.MapFavorites();
api.MapNotifications();

return await app.RunServiceAsync();
