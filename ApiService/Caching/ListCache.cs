using Microsoft.AspNetCore.OutputCaching;

namespace Conduit.ApiService.Caching;

/// <summary>The anonymous lists in the output cache. Whatever changes what a list shows goes through <see cref="ChangeAsync"/>.</summary>
internal sealed class ListCache(ListGeneration generation, IOutputCacheStore store)
{
    public const string Tag = "articles";

    /// <summary>
    /// Makes a change and withdraws the lists, before the answer. Also when it failed, for a commit whose answer was lost may be one all the
    /// same; and a caller who hangs up does not stop it halfway between the two.
    /// </summary>
    public async Task<T> ChangeAsync<T>(Func<CancellationToken, Task<T>> change)
    {
        try
        {
            return await change(CancellationToken.None);
        }
        finally
        {
            await Task.WhenAll(generation.NextAsync(), store.EvictByTagAsync(Tag, CancellationToken.None).AsTask());
        }
    }
}
