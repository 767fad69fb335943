using Conduit.Data;
using Conduit.Data.Accounts;
using Conduit.Seed.Steps;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Conduit.Seed;

/// <summary>
/// Adds realistic users, articles, comments, favourites and follows to the databases. It may be killed at any time; the next run continues.
/// </summary>
internal sealed class Seeder(Databases databases, IOptions<SeedOptions> options)
{
    private const long LockKey = 0x436f6e6475697402; // "Conduit" in ASCII and a number that no other lock has

    /// <summary>Seeds, or logs why there is nothing to do.</summary>
    public async Task SeedAsync(Action<string> log, CancellationToken cancellationToken)
    {
        await using var sessionLock = await SessionLock.TakeAsync(databases.Accounts, LockKey, cancellationToken);
        await using var accounts = new AccountsContext(
            new DbContextOptionsBuilder<AccountsContext>().UseNpgsql(databases.Accounts.Primary).Options);
        var places = await SeedShards.ReadPlacesAsync(accounts, cancellationToken);
        if (await PlanAsync(accounts, places, log, cancellationToken) is not { } plan) return;

        var shards = new SeedShards(databases, places);
        var world = new World(plan, new SeedPasswords());
        await RunAsync(new UsersStep(databases.Accounts, shards, world, plan.Users), log, cancellationToken);
        await RunAsync(new FollowsStep(shards, world, plan.Users), log, cancellationToken);
        await RunAsync(new ArticlesStep(shards, world, plan.Articles), log, cancellationToken);

        // The copied rows bypass invalidation by tag, so stale caches and lagging replicas must be invalidated as a whole.
        foreach (var database in databases.All) await database.InvalidateAllAsync(cancellationToken);
        await databases.Accounts.WriteAsync(SeedPlans.Finish());
        log($"Done. Sign in as {JohnDoe.Email} with the password {JohnDoe.Password}.");
    }

    private static async Task RunAsync(ISeedStep step, Action<string> log, CancellationToken cancellationToken)
    {
        var progress = new SeedProgress(step.What, step.Total, log);
        var done = 0;
        // A batch is one transaction per database: small enough that the site stays usable, large enough for triggers to count efficiently.
        foreach (var batch in Enumerable.Range(0, step.Total).Chunk(Math.Clamp(step.Total / 20, 20, 5000)))
        {
            await step.AddAsync(batch, cancellationToken);
            progress.Report(done += batch.Length);
        }
    }

    // Returns the plan to carry out; null when nothing is left to do.
    private async Task<SeedPlan?> PlanAsync(
        AccountsContext accounts, List<LogicalShard> places, Action<string> log, CancellationToken cancellationToken)
    {
        if (await SeedPlans.FindAsync(databases.Accounts, cancellationToken) is { } started)
        {
            log(started.IsFinished ? $"The seeded data exists already: {started}." : $"Continuing an interrupted seeding: {started}.");
            return started.IsFinished ? null : started;
        }

        if (options.Value.OnlyIfEmpty && await accounts.Accounts.AnyAsync(cancellationToken))
        {
            log("Accounts exist already, so nothing is added. Start this resource again to add the seeded data.");
            return null;
        }

        var (name, email) = (Account.KeyOf(JohnDoe.Username), Account.KeyOf(JohnDoe.Email));
        if (await accounts.Accounts.AnyAsync(account => account.UsernameKey == name || account.EmailKey == email, cancellationToken))
        {
            throw new SeedException(
                $"An account has the name {JohnDoe.Username} or the address {JohnDoe.Email} already. "
                + "Seeding needs both; nothing is added.");
        }

        var plan = SeedPlan.Create(options.Value, places);
        await SeedPlans.AddAsync(databases.Accounts, plan, cancellationToken);
        log($"Seeding {plan}.");
        return plan;
    }
}
