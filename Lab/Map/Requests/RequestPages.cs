using Conduit.Lab.Map.Pages;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Conduit.Lab.Map.Requests;

/// <summary>The page that sends one request and shows its way.</summary>
internal static class RequestPagesExtensions
{
    private const int MaxPath = 500;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static void AddRequests(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TraceOptions>().BindConfiguration(TraceOptions.Section);
        builder.Services.AddSingleton<SiteClient>().AddTransient<RequestFollower>();
        builder.Services.AddHttpClient<TraceReader>((services, http) =>
        {
            var options = services.GetRequiredService<IOptions<TraceOptions>>().Value;
            http.BaseAddress = options.Address;
            http.Timeout = Timeout;
            http.DefaultRequestHeaders.Add(TraceReader.KeyHeader, options.Key);
        });
    }

    public static void MapRequests(this WebApplication app)
    {
        app.MapGet("/request", () => new RazorComponentResult<RequestPage>());
        // The lab has no sessions, and its security refuses requests of other sites.
        app.MapPost("/request", FollowAsync).DisableAntiforgery();
    }

    private static async Task<Results<RazorComponentResult<RequestPage>, JsonHttpResult<MapError>>> FollowAsync(
        [FromForm] string? deed, [FromForm] string? path, RequestFollower follower, CancellationToken cancellationToken)
    {
        try
        {
            if (Deed.Find(deed) is { } known) return Page(await follower.FollowAsync(known, cancellationToken));
            if (path is { Length: <= MaxPath } && path.StartsWith('/') && Uri.TryCreate(path, UriKind.Relative, out _))
                return Page(await follower.FollowAsync(path, cancellationToken));
        }
        catch (HttpRequestException fault)
        {
            return MapError.Of(StatusCodes.Status502BadGateway, "request", $"The site does not answer: {fault.Message}");
        }

        return deed is { Length: > 0 }
            ? MapError.Of(StatusCodes.Status400BadRequest, "deed", $"is none of {string.Join(", ", Deed.All.Select(one => one.Name))}")
            : MapError.Of(StatusCodes.Status400BadRequest, "path", $"must begin with / and have at most {MaxPath} characters");
    }

    private static RazorComponentResult<RequestPage> Page(FollowedRequest followed) => new(new { Followed = followed });
}
