using System.ComponentModel.DataAnnotations;

namespace Conduit.Worker.Seed;

/// <summary>The section <c>Seed</c>.</summary>
internal sealed record SeedOptions
{
    public const string Section = "Seed";

    private const int MostUsers = 5_000_000;

    /// <summary>How many users there are; two at least, for one has to comment on the other.</summary>
    [Range(2, MostUsers, ErrorMessage = "Seed:Users must be a whole number from 2 to 5000000.")]
    public int Users { get; set; } = 200;

    /// <summary>How many articles there are; by default ten a user.</summary>
    [Range(JohnDoe.Articles, 10 * MostUsers, ErrorMessage = "Seed:Articles must be a whole number from 5 to 50000000.")]
    public int? Articles { get; set; }

    /// <summary>Another number makes another world of the same size.</summary>
    [Range(0, int.MaxValue, ErrorMessage = "Seed:Random must be a whole number from 0 to 2147483647.")]
    public int Random { get; set; } = 1;

    /// <summary>Whether accounts that are there already are a reason to add nothing: so when nobody asked for the seeding.</summary>
    public bool OnlyIfEmpty { get; set; }
}
