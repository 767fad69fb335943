using Conduit.ServiceDefaults;
using Conduit.WebFrontend.Account;
using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Articles;
using Conduit.WebFrontend.Caching;
using Conduit.WebFrontend.Failures;
using Conduit.WebFrontend.Follows;
using Conduit.WebFrontend.Forms;
using Conduit.WebFrontend.Hosting;
using Conduit.WebFrontend.Layout;
using Conduit.WebFrontend.Live;
using Conduit.WebFrontend.Notifications;
using Conduit.WebFrontend.Pictures;
using Conduit.WebFrontend.Security;
using Conduit.WebFrontend.Syndication;
using Conduit.WebFrontend.Uploads;

if (HealthCommand.IsRequested(args)) return await HealthCommand.RunAsync();

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddSite();
builder.AddDraining();
builder.AddWarmUp("/login");
builder.AddHosting();
builder.AddCompression();
builder.AddSharedKeys();
builder.AddSession();
builder.AddConduitApi();
builder.AddFailurePages();
builder.AddPictures();
builder.AddArticles();
builder.AddLive();
builder.Services.AddRazorComponents();

var app = builder.Build();

app.UseServiceDefaults();
app.UseSiteHosts("web");
app.UseSecureCookies();
app.UseResponseCompression();
app.UseSecurityHeaders();
app.UseFailurePages();
app.UseSession();
app.UsePageDependencies();
app.UseForms();

app.MapDefaultEndpoints();
app.MapStaticAssets();
app.MapSignOut();
app.MapSessionForms();
app.MapArticles();
app.MapPictureUploads();
app.MapFollows();
app.MapNotifications();
app.MapLive();
app.MapSyndication();
app.MapRazorComponents<Document>();

return await app.RunServiceAsync();
