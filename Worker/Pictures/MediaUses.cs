using Conduit.ServiceDefaults;

namespace Conduit.Worker.Pictures;

/// <summary>Reports to the media service which pictures are used: those that are used nowhere are deleted after a day.</summary>
internal sealed class MediaUses(IHttpClientFactory http)
{
    public const string Client = "media";

    /// <summary>As many as the service accepts.</summary>
    public const int MaxPictures = 1000;

    /// <summary>Sets the pictures that a reference uses. A version that is not higher than the last one changes nothing.</summary>
    /// <exception cref="HttpRequestException">The service is not available, or refuses the request.</exception>
    public async Task PutAsync(string reference, IReadOnlyList<string> pictures, long version, CancellationToken cancellationToken)
    {
        try
        {
            using var media = http.CreateClient(Client);
            var uses = new { media = pictures, version };
            using var response = await media.PutAsJsonAsync($"media/uses/{reference}", uses, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The media service did not respond in time.", e);
        }
    }
}

internal static class PicturesExtensions
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static void AddPictures(this IHostApplicationBuilder builder)
    {
        // The queue repeats what fails, so the client does not.
#pragma warning disable EXTEXP0001 // the only way to leave out the handler that ConfigureHttpClientDefaults adds
        builder.Services.AddSingleton<MediaUses>().AddHttpClient(MediaUses.Client, media =>
        {
            media.BaseAddress = new Uri("http://media");
            media.Timeout = Timeout;
            if (builder.Configuration["Media:Key"] is { Length: > 0 } key) media.DefaultRequestHeaders.Add(OperatorKey.Header, key);
        }).RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
    }
}
