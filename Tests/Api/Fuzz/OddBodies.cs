using System.Text;
using CsCheck;

namespace Conduit.Tests.Api.Fuzz;

/// <summary>Request bodies: valid ones, valid ones with odd values, and malformed ones.</summary>
internal static class OddBodies
{
    public static Gen<byte[]?> For(Endpoint endpoint)
    {
        if (endpoint.Wrapper is not { } wrapper)
            return Gen.Frequency<byte[]?>((9, Gen.Const((byte[]?)null)), (1, Broken("article")));

        return Gen.Frequency<byte[]?>(
            (3, Wrapped(wrapper, endpoint.Fields, Good)),
            (4, Wrapped(wrapper, endpoint.Fields, field => Gen.Frequency<string>((3, Good(field)), (2, Odd(field))))),
            (2, Broken(wrapper)),
            (1, Gen.Const((byte[]?)null)));
    }

    private static Gen<byte[]?> Wrapped(string wrapper, string[] fields, Func<string, Gen<string>> values) =>
        Gen.Select(
            All(fields.Select(values)),
            properties => Utf8(In(wrapper, $"{{{string.Join(',', properties.Where(property => property is not ""))}}}")));

    /// <summary>The property with a valid value.</summary>
    private static Gen<string> Good(string field) => OddTexts.New.Select(number => Property(field, field switch
    {
        "tagList" => $"""["tag-{number % 50}","other"]""",
        // so few that some are taken
        "username" => $"\"somebody {number % 200}\"",
        "email" => $"\"somebody-{number % 200}@example.com\"",
        "password" => $"\"a-good-password-{number}\"",
        _ => $"\"{field} {number}\"",
    }));

    /// <summary>The property with an odd value, repeated, missing, or beside a property that clients may not set.</summary>
    private static Gen<string> Odd(string field) => Gen.Frequency<string>(
        (4, OddTexts.Value.Select(value => Property(field, value))),
        (2, OddTexts.Literal.Array[0, 25].Select(values => Property(field, $"[{string.Join(',', values)}]"))),
        (1, Gen.Const("")),
        (1, OddTexts.Value.Select(value => $"{Property(field, "\"first\"")},{Property(field, value)}")),
        (1, OddTexts.Value.Select(value => string.Join(
            ',',
            Property(field.ToUpperInvariant(), value),
            Property("id", value),
            Property("authorId", "1"),
            Property("hasTitle", "true")))));

    /// <summary>Malformed bodies.</summary>
    private static Gen<byte[]?> Broken(string wrapper) => Gen.Frequency<byte[]?>(
        (3, Gen.OneOf(
            "", " ", "{", "}", "[]", "null", "{}", "\"text\"", "7", "{'a':1}", "{\"a\":1}trailing", "{\"\\ud800\":1}", "a=b&c=d", "<a/>",
            new string('[', 50_000), OddTexts.Deep(100),
            In(wrapper, ""), In(wrapper, "null"), In(wrapper, "[]"), In(wrapper, "\"x\""), In(wrapper, "{}"), In(wrapper, "{},"),
            $"{In(wrapper, "{}")} {In(wrapper, "{}")}", $"/* */ {In(wrapper, "{}")}",
            In(wrapper, In("title", OddTexts.Deep(15))), In("other", OddTexts.Deep(60))).Select(Utf8)),
        (1, Gen.OneOf(
                "\xEF\xBB\xBF{}",
                In(wrapper, "{\"title\":\"\xFF\xFE\",\"body\":\"\xC0\x80\",\"email\":\"\xED\xA0\x80\",\"username\":\"\xF5\"}"),
                "\xFF\xFE{\0}\0",
                "{\"\xFF\":1}",
                "\0")
            .Select(bytes => (byte[]?)Encoding.Latin1.GetBytes(bytes))),
        (1, Gen.Byte.Array[0, 60].Select(bytes => (byte[]?)bytes)));

    private static string In(string wrapper, string content) => $"{{{Property(wrapper, content)}}}";

    private static string Property(string name, string value) => $"\"{name}\":{value}";

    private static byte[]? Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static Gen<string[]> All(IEnumerable<Gen<string>> gens) =>
        gens.Aggregate(Gen.Const(Array.Empty<string>()), (all, next) => Gen.Select(all, next, (before, one) => (string[])[.. before, one]));
}
