namespace Conduit.Tests.Application;

internal static class CacheHeader
{
    /// <summary>What came of the question to the edge's cache; null when the answer does not say.</summary>
    public static string? Cache(this HttpResponseMessage answer) => answer.Headers.TryGetValues("X-Cache", out var said) ? said.Single() : null;
}
