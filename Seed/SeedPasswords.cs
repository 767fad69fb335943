using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Conduit.Seed;

/// <summary>The password hashes of the seeded accounts. All share two hashes, because computing one takes a tenth of a second.</summary>
internal sealed class SeedPasswords
{
    // The API's default. A hash contains its iteration count, so another setting there works too.
    private static readonly PasswordHasher<object> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    // PasswordHasher does not use the user.
    private static readonly object UnusedUser = new();

    public string JohnDoe { get; } = Hasher.HashPassword(UnusedUser, Seed.JohnDoe.Password);

    /// <summary>The hash of a random password that is discarded.</summary>
    public string Others { get; } = Hasher.HashPassword(UnusedUser, Guid.NewGuid().ToString());
}
