using System.Text;

namespace Conduit.Tests.Api.Fuzz;

/// <summary>
/// A request that nobody would send by mistake alone. What it says of things that are there, such as an article, is a number: it is looked
/// up when it is sent.
/// </summary>
internal sealed record OddRequest(Endpoint Endpoint, Part Name, Part Article, Part Comment, string Query, Sender Sender, byte[]? Body, string? ContentType, string? Key)
{
    public override string ToString() =>
        $"{Endpoint.Method} {Endpoint.Path} {Name}, {Article}, {Comment}, {Query}, by {Sender}, {ContentType}, key {Key}, body {(Body is null ? "none" : Encoding.Latin1.GetString(Body[..Math.Min(Body.Length, 300)]))}";
}

/// <summary>A part of a path: as it stands, or the name of something that is there.</summary>
internal readonly record struct Part(string? Text, int Known);

/// <summary>The whole header Authorization, with {token} for a good token of a person; null: there is none.</summary>
internal readonly record struct Sender(string? Header, int Person)
{
    /// <summary>Whether the header is one that must be refused.</summary>
    public bool IsForged => !string.IsNullOrWhiteSpace(Header) && !Header.Contains("{token}", StringComparison.Ordinal);
}
