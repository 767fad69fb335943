using System.Globalization;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;

namespace Conduit.ApiService.Caching;

/// <summary>Reports the slowest tier that a response needed, in the header <c>Server-Timing</c> and on the trace.</summary>
internal static class ServerTiming
{
    public const string Header = "Server-Timing";
    public const string TierAttribute = "conduit.cache.tier";

    public static string Of(Tier tier, int hits, int reads) =>
        string.Create(CultureInfo.InvariantCulture, $"{tier.Name()};desc=\"hits {hits}, reads {reads}\"");

    /// <summary>Whether the sender is a cache or server of this application, which receives the dependencies of responses.</summary>
    public static bool WantsDependencies(this PeerKey peers, HttpRequest request) =>
        request.Headers.ContainsKey(Surrogate.CapabilityHeader) && peers.IsSentBy(request);
}
