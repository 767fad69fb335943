using System.Globalization;
using Conduit.Freshness.Caching;

namespace Conduit.ApiService.Caching;

/// <summary>Reports the slowest tier that a response needed, in the header <c>Server-Timing</c>.</summary>
internal static class ServerTiming
{
    public const string Header = "Server-Timing";

    public static string Of(Tier tier, int hits, int reads) =>
        string.Create(CultureInfo.InvariantCulture, $"{tier.Name()};desc=\"hits {hits}, reads {reads}\"");
}
