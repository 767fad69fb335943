using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Conduit.Worker.Seed;

/// <summary>What opens the seeded accounts. Two hashes for all of them, for one takes a tenth of a second.</summary>
internal sealed class SeedPasswords
{
    // As the API hashes; it reads the number out of a hash, so that another setting there does no harm.
    private static readonly PasswordHasher<object> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    // PasswordHasher looks at no property of the user.
    private static readonly object Anybody = new();

    public string JohnDoe { get; } = Hasher.HashPassword(Anybody, Seed.JohnDoe.Password);

    /// <summary>Of a password that nobody knows.</summary>
    public string Nobody { get; } = Hasher.HashPassword(Anybody, Guid.NewGuid().ToString());
}
