using Conduit.Freshness;
using Microsoft.Extensions.Primitives;

namespace Conduit.Edge.Caching;

/// <summary>The conditions of a request, the part of the response that it asks for, and whether it gets the dependencies.</summary>
/// <param name="IfNoneMatch">The entity tags of the responses that it has.</param>
/// <param name="Range">The part of a picture; null: the whole response.</param>
/// <param name="WantsDependencies">Whether the client is a server or a cache that gets the dependencies of the response.</param>
internal readonly record struct ConditionalRequest(StringValues IfNoneMatch, ByteRange? Range, bool WantsDependencies)
{
    /// <param name="request">The request.</param>
    /// <param name="isPeer">Whether it carries the operator key: clients do not learn cache tags and versions.</param>
    /// <param name="isCdnInFront">Whether the peer may be a CDN, which does not send the Surrogate-Capability header.</param>
    public static ConditionalRequest Of(HttpRequest request, bool isPeer, bool isCdnInFront) =>
        new(
            request.Headers.IfNoneMatch,
            ByteRange.Of(request),
            isPeer && (isCdnInFront || request.Headers.ContainsKey(Surrogate.CapabilityHeader)));
}
