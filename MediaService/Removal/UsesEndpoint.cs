using System.Globalization;
using System.Text.RegularExpressions;
using Conduit.MediaService.Contract;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Conduit.MediaService.Removal;

/// <summary>
/// Receives, by an operator key, which pictures something of another service uses; pictures without a use are removed after a while.
/// </summary>
internal static partial class UsesEndpoint
{
    private const int MaxPictures = 1000;

    public static void MapUses(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<MediaOptions>>().Value.Key is not { Length: > 0 } key) return;
        app.MapGroup("/media/uses").RequireKey(key).ExcludeFromDescription().MapPut("/{reference}", SetAsync);
    }

    private static async Task<Results<NoContent, Error>> SetAsync(
        string reference, Uses uses, RemovalTable removals, CancellationToken cancellationToken)
    {
        if (!Reference().IsMatch(reference)) return Error.Invalid("reference", "must be 1 to 100 of a-z, 0-9 and -");
        if (uses.Media is not { } ids) return Error.Invalid("media", "can't be blank");
        if (uses.Version is not { } version) return Error.Invalid("version", "can't be blank");
        if (ids.Count > MaxPictures) return Error.Invalid("media", $"is too long (maximum is {MaxPictures})");
        // An id that is no number belongs to no picture, as one that was deleted.
        var pictures = ids.Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var picture) ? picture : 0);
        await removals.SetUsesAsync(reference, version, [.. pictures.Where(id => id > 0).Distinct()], cancellationToken);
        return TypedResults.NoContent();
    }

    [GeneratedRegex("^[a-z0-9-]{1,100}$")]
    private static partial Regex Reference();
}

/// <summary>All pictures that something uses.</summary>
/// <param name="Media">Their ids.</param>
/// <param name="Version">Rises with each change; an older one than is known changes nothing.</param>
internal sealed record Uses(IReadOnlyList<string>? Media, long? Version);
