using System.Text;

namespace Conduit.Seed.Text;

/// <summary>The text of an article: an opening, a story, two sections of other kinds, perhaps a quote and an example, a closing.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Description">What it is about.</param>
/// <param name="Body">Markdown.</param>
internal sealed record Essay(string Title, string Description, string Body)
{
    private static readonly Action<StringBuilder, Filling>[] Sections = [Mistake, List, Steps];

    public static Essay On(Theme theme, SeededRandom random)
    {
        var filling = new Filling(theme, random);
        var body = new StringBuilder();
        body.AppendLine(filling.Of(Phrases.Openings));
        Story(body, filling);
        var first = random.Below(Sections.Length);
        foreach (var section in (ReadOnlySpan<int>)[first, first + 1]) Sections[section % Sections.Length](body, filling);
        if (random.Chance(0.4)) Quote(body, filling);
        if (theme.Code is not null && random.Chance(0.7)) Code(body, theme, filling);
        body.AppendLine().Append(filling.Of(Phrases.Closings));
        return new(filling.Of(Phrases.Titles), filling.Of(Phrases.Descriptions), body.ToString());
    }

    private static void Story(StringBuilder body, Filling filling) =>
        Heading(body, filling, Phrases.StoryHeadings).AppendLine(filling.Of(Phrases.Stories));

    private static void Mistake(StringBuilder body, Filling filling) =>
        Heading(body, filling, Phrases.MistakeHeadings).AppendLine(filling.Of(Phrases.Mistakes));

    private static void List(StringBuilder body, Filling filling)
    {
        Heading(body, filling, Phrases.ListHeadings);
        foreach (var tip in filling.Tips(3)) body.Append("- ").AppendLine(tip);
    }

    private static void Steps(StringBuilder body, Filling filling)
    {
        Heading(body, filling, Phrases.StepHeadings);
        foreach (var (number, tip) in filling.Tips(3).Index()) body.Append(number + 1).Append(". ").AppendLine(tip);
    }

    private static void Quote(StringBuilder body, Filling filling)
    {
        foreach (var tip in filling.Tips(1)) body.AppendLine().Append("> ").AppendLine(tip);
    }

    private static void Code(StringBuilder body, Theme theme, Filling filling) =>
        Heading(body, filling, Phrases.CodeHeadings).Append("```").AppendLine(theme.Language).AppendLine(theme.Code).AppendLine("```");

    private static StringBuilder Heading(StringBuilder body, Filling filling, string[] headings) =>
        body.AppendLine().Append("## ").AppendLine(filling.Of(headings)).AppendLine();
}
