namespace Conduit.WebFrontend.Articles;

/// <summary>Estimates how long it takes to read a text.</summary>
internal static class ReadingTime
{
    private const int WordsPerMinute = 230;

    // For scripts without spaces between words.
    private const int LettersPerMinute = 500;

    /// <summary>The time in minutes, at least one.</summary>
    public static int Of(string? text)
    {
        var (words, letters, inWord) = (0, 0, false);
        foreach (var letter in text ?? "")
        {
            if (letter is >= '\u3040' and <= '\u9fff' or >= '\uac00' and <= '\ud7af') (letters, inWord) = (letters + 1, false);
            else if (char.IsWhiteSpace(letter)) inWord = false;
            else if (!inWord) (words, inWord) = (words + 1, true);
        }

        return Math.Max(1, (int)Math.Round(((double)words / WordsPerMinute) + ((double)letters / LettersPerMinute)));
    }
}
