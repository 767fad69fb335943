using System.Text;

namespace Conduit.Seed.Text;

/// <summary>
/// Fills the placeholders of phrases with words of a theme: <c>{thing}</c>, or <c>{Thing}</c> at the start of a sentence. A word
/// repeats only after all others were used.
/// </summary>
internal sealed class Filling(Theme theme, SeededRandom random)
{
    private readonly Deck _subject = new([theme.Subject], random);
    private readonly Deck _things = new(theme.Things, random);
    private readonly Deck _goals = new(theme.Goals, random);
    private readonly Deck _mistakes = new(theme.Mistakes, random);
    private readonly Deck _tips = new(theme.Tips, random);

    /// <summary>Picks one of the phrases and fills it.</summary>
    public string Of(string[] phrases)
    {
        var rest = random.Pick(phrases).AsSpan();
        var text = new StringBuilder(rest.Length * 2);
        for (int gap; (gap = rest.IndexOf('{')) >= 0;)
        {
            var end = rest.IndexOf('}');
            var word = Next(rest[(gap + 1)..end]);
            var first = char.IsUpper(rest[gap + 1]) ? char.ToUpperInvariant(word[0]) : word[0];
            text.Append(rest[..gap]).Append(first).Append(word, 1, word.Length - 1);
            rest = rest[(end + 1)..];
        }

        return text.Append(rest).ToString();
    }

    /// <summary>Some of the theme's tips, one after the other.</summary>
    public IEnumerable<string> Tips(int count) => Enumerable.Range(0, count).Select(_ => _tips.Next());

    private string Next(ReadOnlySpan<char> gap) => gap switch
    {
        "subject" or "Subject" => _subject.Next(),
        "thing" or "Thing" => _things.Next(),
        "goal" => _goals.Next(),
        "mistake" => _mistakes.Next(),
        "tip" => _tips.Next(),
        _ => throw new ArgumentException($"No theme has words for {{{gap}}}."),
    };

    private sealed class Deck(string[] words, SeededRandom random)
    {
        private int _next = random.Below(words.Length);

        public string Next() => words[_next++ % words.Length];
    }
}
