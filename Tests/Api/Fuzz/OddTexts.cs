using CsCheck;

namespace Conduit.Tests.Api.Fuzz;

/// <summary>Texts, numbers and other values that often break software.</summary>
internal static class OddTexts
{
    private const int Many = 1_000_000;

    /// <summary>JSON string literals; they may contain any UTF-16 unit, also a lone surrogate.</summary>
    public static readonly Gen<string> Literal = Gen.Frequency<string>(
        (2, Gen.OneOf(
            """ "" """, """ " " """, """ "\ud800" """, """ "\udc00\ud800 a" """, """ "\u0000" """, """ "a\u0007b" """,
            """ "two\nlines" """, """ "\ufeff" """, """ "\uffff" """,
            """ "\u202egnidaer" """, """ "\u0085" """, """ "'; drop table articles; --" """, """ "1 or 1=1" """, """ "$1" """,
            """ "<script>alert(1)</script>" """,
            """ "{{7*7}}${7*7}" """, """ "../../etc/passwd" """, """ "." """, """ ".." """, """ "a/b" """, """ "%00" """,
            """ "\ud83c\udf89" """, """ "İıſK" """,
            """ "e\u0301\u0301\u0301" """, """ "null" """, """ "-0" """, $"\"{new string('x', 300)}\"", $"\"{new string('é', 60_000)}\"",
            """ "a@b@c" """, """ "javascript:alert(1)" """)),
        (1, Gen.Char.Array[0, 30].Select(text => $"\"{string.Concat(text.Select(unit => $"\\u{(int)unit:x4}"))}\"")));

    /// <summary>JSON values of every kind, and some invalid ones.</summary>
    public static readonly Gen<string> Value = Gen.Frequency<string>(
        (3, Literal),
        (2, Gen.OneOf(
            "null", "true", "0", "-1", "1e400", "-0.0", "0.1e-999", new string('9', 400), "[]", "{}", "[null]", "[1]", """{"a":1}""",
            "[[[[]]]]", """["a",1]""", "NaN", "undefined", "'a'", "01",
            Deep(20), Deep(5000))));

    /// <summary>Path segments, already escaped.</summary>
    /// <remarks>Not %00: the web server itself answers that, with an empty 400, before any of our code runs.</remarks>
    public static readonly Gen<string> Escaped = Gen.Frequency<string>(
        (2, Gen.OneOf(
            "-", "0", "1", "-1", "zzzzzzzzzzz", "x-1", "x-zzzzzzzzzz", "a%2Fb", "%2F", "%5C", "%25", "%2500", "%FF", "%C0%AF",
            "%ED%A0%80", "%F0%9F%8E%89", "%20", "%0A", "%0D%0Ax:%20y", "%C2%85", "%7F",
            "'%3B--", "1%20or%201=1", "%3Cscript%3E", "..%2F..%2Fetc", ".", "..", "...", "feed", "comments", ";a=b", "a+b",
            "%E2%80%AE", "%EF%BB%BF", new string('x', 1500), "9007199254740992", "99999999999999999999")),
        (1, Gen.Char.Array[1, 12].Select(text => Uri.EscapeDataString(new string(text)).Replace("%00", "", StringComparison.Ordinal))));

    /// <summary>Numbers in query strings.</summary>
    public static readonly Gen<string> Number = Gen.Frequency<string>(
        (2, Gen.Int[-2, 120].Select(number => $"{number}")),
        (2, Gen.OneOf(
            "", "0", "-0", "+1", "1.5", "1e3", "0x10", "%201", "1%00", "100000", "100001", "2147483647", "2147483648",
            "99999999999999999999999", "ten", "%D9%A1", "NaN", "null")));

    /// <summary>A number that is most likely unused.</summary>
    public static readonly Gen<int> New = Gen.Int[0, Many];

    public static string Deep(int levels) => $"{new string('[', levels)}{new string(']', levels)}";
}
