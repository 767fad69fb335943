using System.ComponentModel.DataAnnotations;

namespace Conduit.Seed;

/// <summary>The section <c>Seed</c>.</summary>
internal sealed record SeedOptions
{
    public const string Section = "Seed";

    private const int MaxUsers = 5_000_000;

    /// <summary>The number of users; at least two, because users comment on each other's articles.</summary>
    [Range(2, MaxUsers, ErrorMessage = "Seed:Users must be a whole number from 2 to 5000000.")]
    public int Users { get; set; } = 200;

    /// <summary>The number of articles; by default ten per user.</summary>
    [Range(JohnDoe.Articles, 10 * MaxUsers, ErrorMessage = "Seed:Articles must be a whole number from 5 to 50000000.")]
    public int? Articles { get; set; }

    /// <summary>The seed of the random numbers: another value makes other data of the same size.</summary>
    [Range(0, int.MaxValue, ErrorMessage = "Seed:Random must be a whole number from 0 to 2147483647.")]
    public int Random { get; set; } = 1;

    /// <summary>Whether nothing is added when accounts exist already. AppHost sets it for the automatic seeding.</summary>
    public bool OnlyIfEmpty { get; set; }
}
