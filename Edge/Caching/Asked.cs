using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Primitives;

namespace Conduit.Edge.Caching;

/// <summary>What a client asked for beside the answer itself.</summary>
/// <param name="IfNoneMatch">Which answers it has.</param>
/// <param name="ForStamps">Whether it is told what the answer depends on: as a server that makes an answer of answers, or a cache.</param>
internal readonly record struct Asked(StringValues IfNoneMatch, bool ForStamps)
{
    /// <param name="request">The request.</param>
    /// <param name="isPeer">Whether it carries the operator key: tags and stamps are not for strangers.</param>
    /// <param name="isCdnInFront">Whether the peer may be a CDN, which has no capability of ours to name.</param>
    public static Asked Of(HttpRequest request, bool isPeer, bool isCdnInFront) =>
        new(request.Headers.IfNoneMatch, isPeer && (isCdnInFront || request.Headers.ContainsKey(Surrogate.CapabilityHeader)));

    /// <summary>Whether it has the answer with this tag.</summary>
    public bool Has(string tag) => IfNoneMatch.Include(tag);
}
