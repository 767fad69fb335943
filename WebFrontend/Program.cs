using Conduit.ServiceDefaults;
using Conduit.WebFrontend.Account;
using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Articles;
using Conduit.WebFrontend.Failures;
using Conduit.WebFrontend.Layout;
using Conduit.WebFrontend.Security;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddHosting();
builder.AddSharedKeys();
builder.AddSession();
builder.AddConduitApi();
builder.AddFailurePages();
builder.AddArticles();
builder.Services.AddRazorComponents();

var app = builder.Build();

app.UseServiceDefaults();
app.UseSecurityHeaders();
app.UseFailurePages();
app.UseSession();
app.UseForms();

app.MapDefaultEndpoints();
app.MapStaticAssets();
app.MapSignOut();
app.MapFavorites();
app.MapRazorComponents<Document>();

return await app.RunServiceAsync();
