using Conduit.Data.Accounts;
using Conduit.Data.Shards;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Conduit.Data.Schema;

/// <summary>Creates contexts for migrations.</summary>
internal static class Contexts
{
    public static TContext ForDesign<TContext>()
        where TContext : DbContext => Create<TContext>(new DbContextOptionsBuilder<TContext>().UseNpgsql().Options);

    public static TContext On<TContext>(Database database)
        where TContext : DbContext =>
        Create<TContext>(new DbContextOptionsBuilder<TContext>().UseNpgsql(database.Primary, npgsql => npgsql.CommandTimeout(600)).Options);

    private static TContext Create<TContext>(DbContextOptions<TContext> options)
        where TContext : DbContext => (TContext)Activator.CreateInstance(typeof(TContext), options)!;

    /// <summary>For the tool dotnet-ef.</summary>
    internal sealed class AccountsDesign : IDesignTimeDbContextFactory<AccountsContext>
    {
        public AccountsContext CreateDbContext(string[] args) => ForDesign<AccountsContext>();
    }

    /// <summary>For the tool dotnet-ef.</summary>
    internal sealed class ShardDesign : IDesignTimeDbContextFactory<ShardContext>
    {
        public ShardContext CreateDbContext(string[] args) => ForDesign<ShardContext>();
    }
}
