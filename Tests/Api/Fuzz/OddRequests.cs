using CsCheck;

namespace Conduit.Tests.Api.Fuzz;

/// <summary>Requests to every endpoint, each part of which may be odd.</summary>
internal static class OddRequests
{
    private static readonly Gen<Part> Part = Gen.Frequency<Part>(
        (3, Gen.Int[0, 1000].Select(known => new Part(null, known))),
        (1, OddTexts.Escaped.Select(text => new Part(text, 0))));

    private static readonly Gen<string> Query = Gen.Frequency<string>(
        (1, Gen.Const("")),
        (3, Gen.Select(
            Gen.OneOf("limit", "offset", "tag", "author", "favorited", "LIMIT", "other"),
            Gen.OneOf<string>(OddTexts.Number, OddTexts.Escaped),
            (name, value) => $"{name}={value}").Array[0, 4].Select(pairs => $"?{string.Join('&', pairs)}")));

    private static readonly Gen<string?> ContentType = Gen.Frequency<string?>(
        (8, Gen.Const((string?)"application/json")),
        (2, Gen.OneOf<string?>(
            null, "", "text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded", "garbage",
            "application/", ";", "application/json; charset=utf-8",
            "application/json; charset=utf-16", "application/json; charset=utf-7", "application/json; charset=latin1",
            "application/json; charset=", "application/json; charset=\"\"", "application/json; charset=nonsense",
            "application/json, text/plain", "application/problem+json", "APPLICATION/JSON",
            $"application/json; a={new string('x', 2000)}")));

    private static readonly Gen<string?> Key = Gen.Frequency<string?>(
        (6, Gen.Const((string?)null)),
        (1, OddTexts.New.Select(number => (string?)$"key-{number % 20}")),
        (1, Gen.OneOf<string?>(
            "", " ", "two words", "a,b", "\t", "'; drop table idempotency_keys; --", new string('k', 255), new string('k', 256),
            "{}", "\"quoted\"")));

    /// <summary>The requests; every Authorization header other than {token} is refused.</summary>
    public static Gen<OddRequest> All(string[] forgedTokens)
    {
        var sender = Gen.Frequency<Sender>(
            (8, Gen.Int[0, 2].Select(person => new Sender("Token {token}", person))),
            (1, Gen.Select(
                Gen.OneOf<string?>(null, "", " ", "bearer {token}", "TOKEN   {token} "),
                Gen.Int[0, 2],
                (header, person) => new Sender(header, person))),
            (2, Gen.OneOf(forgedTokens).Select(header => new Sender(header, 0))));
        return Gen.OneOf(Endpoint.All).SelectMany(endpoint => Gen.Select(
            Gen.Select(Part, Part, Part),
            Query,
            sender,
            Gen.Select(OddBodies.For(endpoint), ContentType, Key),
            (parts, query, from, content) => new OddRequest(
                endpoint,
                parts.Item1,
                parts.Item2,
                parts.Item3,
                query,
                from,
                content.Item1,
                content.Item2,
                content.Item3)));
    }
}
