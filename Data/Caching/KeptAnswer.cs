using Conduit.Data.Routing;

namespace Conduit.Data.Caching;

/// <summary>An answer that is kept, with what tells whether it is still so.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Tags">What it depends on.</param>
/// <param name="Since">A moment from which on nothing of that was changed when it was kept.</param>
internal sealed record KeptAnswer<T>(T Answer, string[] Tags, Moment Since);
