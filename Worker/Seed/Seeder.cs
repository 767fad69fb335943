using Conduit.Data;
using Conduit.Data.Accounts;
using Conduit.Worker.Seed.Steps;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Conduit.Worker.Seed;

/// <summary>Fills empty databases with a believable world, or adds it to full ones. It may be killed at any time: the next run goes on.</summary>
internal sealed class Seeder(Databases databases, AccountsContext accounts, IOptions<SeedOptions> options)
{
    private const long LockKey = 0x436f6e6475697402;

    /// <summary>Seeds, or says why there is nothing to do.</summary>
    public async Task SeedAsync(Action<string> say, CancellationToken cancel)
    {
        await using var held = await SessionLock.TakeAsync(databases.Accounts, LockKey, cancel);
        var places = await accounts.LogicalShards.AsNoTracking().Where(place => place.PhysicalShard != null).ToListAsync(cancel);
        if (await PlanAsync(places, say, cancel) is not { } plan) return;

        var shards = new SeedShards(databases, places);
        var world = new World(plan, new SeedPasswords());
        await DoAsync(new UsersStep(databases.Accounts, shards, world, plan.Users), say, cancel);
        await DoAsync(new FollowsStep(shards, world, plan.Users), say, cancel);
        await DoAsync(new ArticlesStep(shards, world, plan.Articles), say, cancel);

        // No row above was marked or stamped: a replica that lags might be read without it, and a list that was kept might go on.
        foreach (var database in databases.All) await database.InvalidateAllAsync(cancel);
        await databases.Accounts.WriteAsync(SeedPlans.Finish());
        say($"Done. Sign in as {JohnDoe.Email} with the password {JohnDoe.Password}.");
    }

    private static async Task DoAsync(ISeedStep step, Action<string> say, CancellationToken cancel)
    {
        var progress = new SeedProgress(step.What, step.Total, say);
        var done = 0;
        // A piece is a transaction a database: small enough that the site goes on beside it, large enough that counting goes by the thousand.
        foreach (var piece in Enumerable.Range(0, step.Total).Chunk(Math.Clamp(step.Total / 20, 20, 5000)))
        {
            await step.AddAsync(piece, cancel);
            progress.Reach(done += piece.Length);
        }
    }

    // What is still to be made; null when that is nothing.
    private async Task<SeedPlan?> PlanAsync(List<LogicalShard> places, Action<string> say, CancellationToken cancel)
    {
        if (await SeedPlans.FindAsync(databases.Accounts, cancel) is { } begun)
        {
            say(begun.IsFinished ? $"The seeded world is there already: {begun}." : $"Going on with a seeding that was cut short: {begun}.");
            return begun.IsFinished ? null : begun;
        }

        if (options.Value.OnlyIfEmpty && await accounts.Accounts.AnyAsync(cancel))
        {
            say("There are accounts already, so nothing is added. Start this resource again to add the seeded world to them.");
            return null;
        }

        var (name, email) = (Account.KeyOf(JohnDoe.Username), Account.KeyOf(JohnDoe.Email));
        if (await accounts.Accounts.AnyAsync(account => account.UsernameKey == name || account.EmailKey == email, cancel))
            throw new SeedException($"Somebody has the name {JohnDoe.Username} or the address {JohnDoe.Email} already; the seeded world needs both, and is not added.");

        var plan = SeedPlan.By(options.Value, places);
        await SeedPlans.AddAsync(databases.Accounts, plan, cancel);
        say($"Seeding {plan}.");
        return plan;
    }
}
