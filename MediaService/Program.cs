using Conduit.MediaService;
using Conduit.MediaService.Auth;
using Conduit.MediaService.Contract;
using Conduit.MediaService.Database;
using Conduit.MediaService.Delivery;
using Conduit.MediaService.Documentation;
using Conduit.MediaService.Jobs;
using Conduit.MediaService.Pictures;
using Conduit.MediaService.Processing;
using Conduit.MediaService.Purging;
using Conduit.MediaService.Removal;
using Conduit.MediaService.Storage;
using Conduit.MediaService.Uploads;
using Conduit.ServiceDefaults;

if (HealthCommand.IsRequested(args)) return await HealthCommand.RunAsync();

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDraining();
builder.AddMediaOptions();
builder.AddContract();
builder.AddTokens();
builder.AddDatabase();
builder.AddObjectStore();
builder.AddJobs();
builder.AddPurging();
builder.AddPictures();
builder.AddProcessing();
builder.AddUploads();
builder.AddRemoval();
builder.AddDocumentation();

var app = builder.Build();
app.UseServiceDefaults();
app.UseContract();
app.MapDefaultEndpoints();

var media = app.MapGroup("/media").WithTags("Media");
media.MapUploads();
media.MapOwnPictures();
media.MapRemoval();
media.MapDelivery();
app.MapDocumentation();

return await app.RunServiceAsync(app => app.MapUses());
