using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Makes passwords that need no quoting in a shell, an address or a connection string.</summary>
internal static class Password
{
    // Without letters that look like another (l, I, O).
    public const string Lower = "abcdefghjkmnpqrstuvwxyz";
    public const string Upper = "ABCDEFGHJKMNPQRSTUVWXYZ";
    public const string Numeric = "0123456789";
    public const string Special = "-_.{}~()*+!";

    public static string Generate(int length, params ReadOnlySpan<Kind> kinds)
    {
        List<char> chars = [];
        var any = "";
        foreach (var kind in kinds)
        {
            if (!kind.Allowed)
                continue;
            any += kind.Characters;
            chars.AddRange(RandomNumberGenerator.GetItems<char>(kind.Characters, kind.Min));
        }

        if (any.Length == 0)
            throw new InvalidOperationException("A generated parameter must allow at least one kind of characters.");

        chars.AddRange(RandomNumberGenerator.GetItems<char>(any, Math.Max(0, length - chars.Count)));
        var password = chars.ToArray();
        RandomNumberGenerator.Shuffle<char>(password);
        return new(password);
    }

    public readonly record struct Kind(bool Allowed, string Characters, int Min);
}
