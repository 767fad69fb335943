using Microsoft.Extensions.Configuration;

namespace Conduit.AppHost;

/// <summary>The sample data for empty databases.</summary>
/// <param name="Automatic">Whether empty databases are filled at the AppHost's start; otherwise only when the resource is started by
/// hand.</param>
/// <param name="Users">Number of users.</param>
/// <param name="Articles">Number of articles.</param>
/// <param name="Random">Seed of the random numbers: the same seed gives the same data.</param>
internal sealed record SeedSettings(bool Automatic, int Users, int Articles, int Random)
{
    public static SeedSettings Read(IConfiguration configuration)
    {
        var users = Settings.Number(configuration, "Seed:Users", defaultValue: 200, from: 2, to: 5_000_000);
        return new(
            Automatic: Settings.Switch(configuration, "Seed:Automatic", defaultValue: true),
            Users: users,
            Articles: Settings.Number(configuration, "Seed:Articles", defaultValue: Math.Max(5, 10 * users), from: 5, to: 50_000_000),
            Random: Settings.Number(configuration, "Seed:Random", defaultValue: 1, from: 0, to: int.MaxValue));
    }
}
