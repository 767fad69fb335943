using Conduit.ApiService.Articles;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Favorites;
using Conduit.ApiService.Notifications;
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

var app = builder.Build();
app.UseContract();
app.UseTokens();
app.UseOutputCache();
app.MapDefaultEndpoints();

var api = app.MapGroup("/api");
api.MapUsers();
api.MapArticles();
api.MapFavorites();
api.MapNotifications();

return await app.RunServiceAsync();
