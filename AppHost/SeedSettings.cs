using Microsoft.Extensions.Configuration;

namespace Conduit.AppHost;

/// <summary>The world that empty databases are filled with.</summary>
/// <param name="Automatic">Whether empty databases are filled at the AppHost's start; else only when the resource is started by hand.</param>
/// <param name="Users">How many users.</param>
/// <param name="Articles">How many articles.</param>
/// <param name="Random">Another number makes another world.</param>
internal sealed record SeedSettings(bool Automatic, int Users, int Articles, int Random)
{
    public static SeedSettings Read(IConfiguration configuration)
    {
        var users = Settings.Number(configuration, "Seed:Users", usual: 200, from: 2, to: 5_000_000);
        return new(
            Automatic: Settings.Switch(configuration, "Seed:Automatic", usual: true),
            Users: users,
            Articles: Settings.Number(configuration, "Seed:Articles", usual: Math.Max(5, 10 * users), from: 5, to: 50_000_000),
            Random: Settings.Number(configuration, "Seed:Random", usual: 1, from: 0, to: int.MaxValue));
    }
}
