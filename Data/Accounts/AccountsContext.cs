using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Accounts;

/// <summary>The one database that is split by function and not by key: who may sign in, and which name is taken.</summary>
public sealed class AccountsContext(DbContextOptions<AccountsContext> options) : DbContext(options)
{
    /// <summary>Who may sign in.</summary>
    public DbSet<Account> Accounts => Set<Account>();

    /// <summary>Which physical shard holds which logical one.</summary>
    public DbSet<LogicalShard> LogicalShards => Set<LogicalShard>();

    /// <summary>The front end's keys.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>The sign-ins of all accounts.</summary>
    public DbSet<Session> Sessions => Set<Session>();

    /// <summary>Sign-ins that may have failed.</summary>
    public DbSet<SignInCounter> SignInAttempts => Set<SignInCounter>();

    /// <summary>What is to be done.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>What failed too often.</summary>
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
