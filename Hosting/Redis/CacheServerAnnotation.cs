namespace Conduit.Hosting.Redis;

/// <summary>What a published cache server is, for those who write it down for a platform.</summary>
/// <param name="Memory">Its memory.</param>
internal sealed record CacheServerAnnotation(CacheMemory Memory) : IResourceAnnotation;
