using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conduit.Freshness;

/// <summary>Freshness as a service registers it.</summary>
public static class FreshnessExtensions
{
    private const string ConnectionName = "stamps";

    // A read waits no longer than this for what would let it go to the replica; a write, before it goes on without.
    private const int PatienceMilliseconds = 500;

    /// <summary>Adds <see cref="Stamps"/>, in the Redis of the connection string <c>stamps</c>.</summary>
    /// <typeparam name="TBuilder">The builder's type.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddFreshness<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddRedisConnection(ConnectionName, PatienceMilliseconds, options => new StampsConnection(options));
        builder.Services.AddSingleton<Stamps>();
        return builder;
    }
}
