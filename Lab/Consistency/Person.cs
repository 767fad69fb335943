using System.Globalization;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>
/// A user whose data are registers: the profile, the articles, and what the user does with the next person's article.
/// </summary>
internal sealed class Person(int number, LabUser user, string article, string tag)
{
    // Precedes the version in every text that a writer writes.
    private const string Version = "version ";

    public LabUser User => user;

    public string Name => user.Name;

    public string Article => article;

    public string Path => $"/api/articles/{article}";

    public string Tag => tag;

    public Register Bio { get; } = new($"bio of {number}");

    public Register Description { get; } = new($"article of {number}");

    /// <summary>Whether the next person's article is a favourite of this one, who is the only user that favourites it.</summary>
    public Register Favorite { get; } = new($"favourite of {number}");

    public Register Follow { get; } = new($"follow of {number}");

    /// <summary>The newest comment on the next person's article.</summary>
    public Register Comment { get; } = new($"comment of {number}");

    /// <summary>The newest deleted comment.</summary>
    public Register DeletedComment { get; } = new($"deleted comment of {number}");

    /// <summary>The newest article except the permanent one.</summary>
    public Register Published { get; } = new($"publication of {number}");

    /// <summary>The newest deleted article.</summary>
    public Register DeletedPublication { get; } = new($"deleted publication of {number}");

    public IEnumerable<Register> Registers =>
        [Bio, Description, Favorite, Follow, Comment, DeletedComment, Published, DeletedPublication];

    public static string Text(long version) => Version + version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The version that a text shows; 0 for none.</summary>
    public static long VersionOf(JsonElement text) =>
        text.ValueKind == JsonValueKind.String && text.GetString()!.StartsWith(Version, StringComparison.Ordinal)
            ? long.Parse(text.GetString()![Version.Length..], CultureInfo.InvariantCulture)
            : 0;
}
