using System.Globalization;

namespace Conduit.Seed;

/// <summary>The usernames of the seeded users.</summary>
internal static class People
{
    private static readonly string[] FirstNames =
    [
        "ada", "aisha", "alan", "amir", "ana", "anders", "barbara", "ben", "carla", "chen", "clara", "daniel", "diego",
        "elena", "emil", "emma", "fatima", "felix", "finn", "frida", "grace", "hana", "hugo", "ida", "ines", "ivan",
        "jan", "jasmin", "jonas", "julia", "kai", "karin", "kenji", "lara", "leo", "lin", "lucas", "mara", "marta",
        "maya", "mei", "milan", "mina", "nadia", "niko", "nora", "olga", "omar", "oscar", "paula", "pedro", "priya",
        "ravi", "rosa", "sami", "sara", "sofia", "tariq", "theo", "tomas", "vera", "wei", "yara", "zoe",
    ];

    private static readonly string[] LastNames =
    [
        "abe", "adler", "almeida", "andersen", "baker", "bauer", "berg", "bianchi", "brandt", "castro", "cohen", "costa", "cruz",
        "dahl", "diaz", "dubois", "ekman", "farah", "fischer", "fontaine", "garcia", "gupta", "haas", "hansen", "haruki", "hassan",
        "hill", "horvat", "ito", "ivanova", "jansen", "keller", "khan", "kim", "kovac", "kowalski", "larsen", "lehmann", "lindgren",
        "lopez", "marino", "martin", "meyer", "mori", "moreau", "nakamura", "nguyen", "novak", "okafor", "olsen", "park", "patel",
        "petrov", "quinn", "ramos", "reyes", "rossi", "santos", "schmidt", "silva", "tanaka", "virtanen", "weber", "zhang",
    ];

    /// <summary>A unique name for each user; it gets a number when all combinations are used up.</summary>
    public static string Name(int user)
    {
        var names = FirstNames.Length * LastNames.Length;
        // Multiplying by an odd factor modulo a power of two is a permutation: it shuffles without repeating a name.
        var mixed = (int)(user * 2477L % names);
        var name = $"{FirstNames[mixed % FirstNames.Length]}-{LastNames[mixed / FirstNames.Length]}";
        var round = user / names;
        return round == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{round + 1}");
    }
}
