using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Conduit.Data.Accounts;

/// <summary>Finds names that look alike: their skeletons (UTS 39), without regard to case, are equal.</summary>
public static class Confusables
{
    private const string Resource = "confusables.txt";

    /// <summary>The prototype of each character that has one other than itself.</summary>
    public static FrozenDictionary<Rune, string> Prototypes { get; } = Read().ToFrozenDictionary();

    /// <summary>The skeleton of a name.</summary>
    /// <param name="name">The name, in NFKC, which the table relies on.</param>
    /// <returns>The name with each character replaced by its prototype.</returns>
    public static string SkeletonOf(string name)
    {
        var skeleton = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            skeleton.Append(Prototypes.GetValueOrDefault(rune) ?? rune.ToString());
        return skeleton.ToString();
    }

    private static IEnumerable<KeyValuePair<Rune, string>> Read()
    {
        using var resource = new StreamReader(typeof(Confusables).Assembly.GetManifestResourceStream(Resource)!);
        while (resource.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && line.Split(';') is [var character, var prototype])
                yield return new(RuneOf(character), string.Concat(prototype.Split(' ').Select(RuneOf)));
        }
    }

    private static Rune RuneOf(string hexadecimal) =>
        new(int.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}
