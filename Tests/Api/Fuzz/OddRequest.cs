using System.Text;

namespace Conduit.Tests.Api.Fuzz;

/// <summary>
/// A request with unusual parts. It refers to existing resources, such as articles, by number; the number is resolved when the request
/// is sent.
/// </summary>
internal sealed record OddRequest(
    Endpoint Endpoint,
    Part Name,
    Part Article,
    Part Comment,
    string Query,
    Sender Sender,
    byte[]? Body,
    string? ContentType,
    string? Key)
{
    public override string ToString() =>
        $"{Endpoint.Method} {Endpoint.Path} {Name}, {Article}, {Comment}, {Query}, by {Sender}, {ContentType}, key {Key}, "
        + $"body {(Body is null ? "none" : Encoding.Latin1.GetString(Body[..Math.Min(Body.Length, 300)]))}";
}

/// <summary>A part of a path: literal text, or the number of an existing resource.</summary>
internal readonly record struct Part(string? Text, int Known);

/// <summary>The whole Authorization header, with {token} for a valid token of a user; null for none.</summary>
internal readonly record struct Sender(string? Header, int Person)
{
    /// <summary>Whether the header must be refused.</summary>
    public bool IsForged => !string.IsNullOrWhiteSpace(Header) && !Header.Contains("{token}", StringComparison.Ordinal);
}
