using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Accounts;

/// <summary>The accounts database, which is not sharded: names and e-mail addresses must be unique over all shards.</summary>
public sealed class AccountsContext(DbContextOptions<AccountsContext> options) : DbContext(options)
{
    /// <summary>The accounts.</summary>
    public DbSet<Account> Accounts => Set<Account>();

    /// <summary>The map from logical to physical shards.</summary>
    public DbSet<LogicalShard> LogicalShards => Set<LogicalShard>();

    /// <summary>The data protection keys of the front end.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>The sessions of all accounts.</summary>
    public DbSet<Session> Sessions => Set<Session>();

    /// <summary>The counters of sign-in attempts that may have failed.</summary>
    public DbSet<SignInCounter> SignInAttempts => Set<SignInCounter>();

    /// <summary>The queue of jobs.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>The dead letters.</summary>
    public DbSet<DeadJob> DeadJobs => Set<DeadJob>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(account =>
        {
            account.Property(a => a.Id).ValueGeneratedNever();
            account.HasIndex(a => a.UsernameKey).IsUnique();
            account.HasIndex(a => a.EmailKey).IsUnique();
            account.HasIndex(a => a.UsernameSkeleton).IsUnique();
        });
        modelBuilder.Entity<LogicalShard>().Property(shard => shard.Id).ValueGeneratedNever();
        Session.Model(modelBuilder);
        SignInCounter.Model(modelBuilder);
        IdempotencyKey.Model(modelBuilder);
        Epoch.Model(modelBuilder);
        modelBuilder.AddJobs();
        modelBuilder.UseSnakeCase();
    }
}
