using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Primitives;

namespace Conduit.Edge.Caching;

/// <summary>What a client asked for beside the answer itself.</summary>
/// <param name="IfNoneMatch">Which answers it has.</param>
/// <param name="ForStamps">Whether it is told what the answer depends on: as a server that makes an answer of answers, or a cache.</param>
internal readonly record struct Asked(StringValues IfNoneMatch, bool ForStamps)
{
    public static Asked Of(HttpRequest request, bool isCdnInFront) => new(request.Headers.IfNoneMatch, isCdnInFront || request.Headers.ContainsKey(Surrogate.CapabilityHeader));

    /// <summary>Whether it has the answer with this tag.</summary>
    public bool Has(string tag) => IfNoneMatch.Include(tag);
}
