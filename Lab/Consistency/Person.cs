using System.Globalization;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>
/// One who writes, and all of whose writes are registers: of himself, of his article, and of what he does to the next one's.
/// </summary>
internal sealed class Person(int number, LabUser user, string article, string tag)
{
    // What a version makes no difference to has one of these in front.
    private const string Version = "version ";

    public LabUser User => user;

    public string Name => user.Name;

    public string Article => article;

    public string Path => $"/api/articles/{article}";

    public string Tag => tag;

    public Register Bio { get; } = new($"bio of {number}");

    public Register Description { get; } = new($"article of {number}");

    /// <summary>Whether the next one's article is his favourite; nobody else's it is.</summary>
    public Register Favorite { get; } = new($"favourite of {number}");

    public Register Follow { get; } = new($"follow of {number}");

    /// <summary>His newest comment on the next one's article; and up to which they are deleted.</summary>
    public Register Comment { get; } = new($"comment of {number}");

    public Register DeletedComment { get; } = new($"deleted comment of {number}");

    /// <summary>His newest other article; and up to which they are deleted.</summary>
    public Register Published { get; } = new($"publication of {number}");

    public Register DeletedPublication { get; } = new($"deleted publication of {number}");

    public IEnumerable<Register> Registers => [Bio, Description, Favorite, Follow, Comment, DeletedComment, Published, DeletedPublication];

    public static string Text(long version) => Version + version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The version that a text shows; 0 for none.</summary>
    public static long VersionOf(JsonElement text) =>
        text.ValueKind == JsonValueKind.String && text.GetString()!.StartsWith(Version, StringComparison.Ordinal) ? long.Parse(text.GetString()![Version.Length..], CultureInfo.InvariantCulture) : 0;
}
