using System.Text;

namespace Conduit.Worker.Seed.Text;

/// <summary>Fills the gaps of phrases with words of a theme: <c>{thing}</c>, or <c>{Thing}</c> where a sentence begins. No word comes twice before all have come once.</summary>
internal sealed class Filling(Theme theme, SeededRandom dice)
{
    private readonly Deck _subject = new([theme.Subject], dice);
    private readonly Deck _things = new(theme.Things, dice);
    private readonly Deck _goals = new(theme.Goals, dice);
    private readonly Deck _mistakes = new(theme.Mistakes, dice);
    private readonly Deck _tips = new(theme.Tips, dice);

    /// <summary>One of some phrases, filled.</summary>
    public string Of(string[] phrases)
    {
        var rest = dice.Pick(phrases).AsSpan();
        var text = new StringBuilder(rest.Length * 2);
        for (int gap; (gap = rest.IndexOf('{')) >= 0;)
        {
            var end = rest.IndexOf('}');
            var word = Next(rest[(gap + 1)..end]);
            text.Append(rest[..gap]).Append(char.IsUpper(rest[gap + 1]) ? char.ToUpperInvariant(word[0]) : word[0]).Append(word, 1, word.Length - 1);
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

    private sealed class Deck(string[] words, SeededRandom dice)
    {
        private int _next = dice.Below(words.Length);

        public string Next() => words[_next++ % words.Length];
    }
}
