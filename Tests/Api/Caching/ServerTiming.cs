namespace Conduit.Tests.Api.Caching;

/// <summary>What answers say about how they were made.</summary>
internal static class ServerTiming
{
    /// <summary>The tier that an answer came from; null when it does not say.</summary>
    public static string? Tier(this HttpResponseMessage response) => response.Headers.TryGetValues("Server-Timing", out var tiers) ? tiers.Single().Split(';')[0] : null;
}
