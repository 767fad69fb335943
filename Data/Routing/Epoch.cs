using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Routing;

/// <summary>The row with the epoch of the database's writes.</summary>
public sealed class Epoch
{
    /// <summary>Always 1.</summary>
    public required int Id { get; init; }

    /// <summary>The epoch; begins with <see cref="EpochRow.Bypass"/> while writes continue without Redis.</summary>
    public required string Value { get; init; }

    /// <summary>The epoch of a new database, in which nothing is cached.</summary>
    internal const string None = "none";

    internal static void Model(ModelBuilder model) => model.Entity<Epoch>(epoch =>
    {
        epoch.ToTable("epoch");
        epoch.Property(e => e.Id).ValueGeneratedNever();
        epoch.HasData(new Epoch { Id = 1, Value = None });
    });
}
