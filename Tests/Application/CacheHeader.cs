namespace Conduit.Tests.Application;

internal static class CacheHeader
{
    /// <summary>The result of the edge's cache lookup; null when the response has no X-Cache header.</summary>
    public static string? Cache(this HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("X-Cache", out var values) ? values.Single() : null;
}
