namespace Conduit.Tests.Api.Caching;

/// <summary>Reads the Server-Timing header of responses.</summary>
internal static class ServerTiming
{
    /// <summary>The tier that a response came from; null when the header is missing.</summary>
    public static string? Tier(this HttpResponseMessage response) =>
        response.Headers.TryGetValues("Server-Timing", out var tiers) ? tiers.Single().Split(';')[0] : null;
}
