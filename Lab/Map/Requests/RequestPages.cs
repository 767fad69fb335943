using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
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

    private static async Task<Results<RazorComponentResult<RequestPage>, MapError>> FollowAsync(
        [FromForm] string? userAction, [FromForm] string? path, RequestFollower follower, CancellationToken cancellationToken)
    {
        try
        {
            if (UserAction.Find(userAction) is { } known) return Page(await follower.FollowAsync(known, cancellationToken));
            if (IsPath(path))
                return Page(await follower.FollowAsync(path, cancellationToken));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new MapError(StatusCodes.Status504GatewayTimeout, "request", "The site does not answer in time.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException or KeyNotFoundException)
        {
            return new MapError(StatusCodes.Status502BadGateway, "request", $"The site does not answer: {fault.Message}");
        }

        return userAction is { Length: > 0 }
            ? Refuse("userAction", $"is none of {string.Join(", ", UserAction.All.Select(one => one.Name))}")
            : Refuse("path", $"must begin with one / and have at most {MaxPath} characters");

        static MapError Refuse(string subject, string reason) => new(StatusCodes.Status400BadRequest, subject, reason);
    }

    /// <summary>Whether a text is a path of the site; <c>//host</c> would be another site.</summary>
    internal static bool IsPath([NotNullWhen(true)] string? path) => path is { Length: <= MaxPath } and ['/', ..]
        && path is not ['/', '/' or '\\', ..]
        && Uri.TryCreate(path, UriKind.Relative, out _);

    private static RazorComponentResult<RequestPage> Page(FollowedRequest followed) => new(new { Followed = followed });
}
