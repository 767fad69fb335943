using System.Runtime;
using System.Runtime.InteropServices;
using Conduit.Tests.Application;
using Conduit.WebFrontend.Markdown;

namespace Conduit.Tests.WebFrontend;

/// <summary>The cost of Markdown, and its output near the limits that bound the cost.</summary>
public sealed class MarkdownTests : IDisposable
{
    private const int Length = 25_000;

    // The long text is four times as long: linear growth is 4, quadratic growth 16.
    private const int Factor = 4;
    private const double MaxGrowth = 9;

    private const long MaxAllocated = 200_000_000;

    // Below this, the cost of one rendering cannot be told from noise.
    private const long MinNanoseconds = 20_000_000;

    private readonly MarkdownRenderer _renderer = new(OwnPictureTests.Rules());

    public static TheoryData<string> HostileParts => [
        "[a](", "![x", "[", "![", "[a](b ", "[a][", "[]", "[a]", "](", "![[a](<b>*", "[![a](b)](c", "[a](<b", "[a](b \"",
        "*a", "a**b", "*a _b ", "*_~^=+", "**a *b ", "~~a ", "_a ",
        "`a", "<", "<a ", "<http:", "http://a ", "www.a", "mailto:a@", "<a@", "&", "&#x", "\\",
        ">", "> ", "> a\n", "- ", "- a\n", "1. ", "- - a", "# a\n", "```\n", "~~~\n", "a\n=\n", "a\n-\n", "- [ ] a\n", "[a]: ", "[a]: b\n",
        "![a](/media/17-0123456789abcdef/640.webp#1600x900-aabbcc) ",
        "|", "a|b\n", "|a\n|-\n", "\t", "a\n\n", "`a` ", "a\\\n", "* * *\n", "1. a\n",
    ];

    [LinuxTheory]
    [MemberData(nameof(HostileParts))]
    public void A_hostile_text_costs_in_proportion_to_its_length(string part)
    {
        var growth = Growth(part, mayCollect: true);
        // The cost of a garbage collection depends on other tests' memory: a result that is too high is measured again without one.
        if (growth > MaxGrowth) growth = Growth(part, mayCollect: false);

        Assert.True(growth <= MaxGrowth, $"{Factor} times as much of '{part}' costs {growth:F1} times the processor time");
    }

    [Theory]
    [InlineData(900)]
    [InlineData(3)]
    public void Links_and_emphasis_of_a_long_paragraph_are_rendered(int times)
    {
        var html = _renderer.Render(Repeat("[a](https://example.org) ", times)).Value;
        var emphasis = _renderer.Render(Repeat("**a** ", times)).Value;

        Assert.Equal(times, Count(html, "<a href=\"https://example.org\""));
        Assert.Equal(times, Count(emphasis, "<strong>a</strong>"));
    }

    [Theory]
    [InlineData(BlockLimits.MaxDefinitions, 1)]
    [InlineData(BlockLimits.MaxDefinitions + 1, 0)]
    public void Definitions_of_links_are_used_up_to_a_limit(int definitions, int links)
    {
        var html = _renderer.Render($"{Repeat("[a]: https://example.org\n", definitions)}\n[a]").Value;

        Assert.Equal(links, Count(html, "<a href=\"https://example.org\""));
    }

    [Fact]
    public void A_paragraph_beyond_the_limit_ends_as_plain_text_and_the_next_one_is_rendered()
    {
        var html = _renderer.Render($"{Repeat("**a** ", DelimiterLimitParser.MaxDelimiters)}\n\n**b** [c](https://example.org)").Value;

        Assert.Contains("<strong>a</strong> <strong>a</strong>", html, StringComparison.Ordinal);
        Assert.EndsWith(
            "**a**</p>\n<p><strong>b</strong> <a href=\"https://example.org\" rel=\"nofollow ugc noopener\">c</a></p>\n", html,
                StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_nested_beyond_the_limit_is_shown_as_it_was_written()
    {
        Assert.StartsWith("<blockquote>", _renderer.Render($"{Repeat("> ", 20)}a").Value, StringComparison.Ordinal);
        Assert.StartsWith(
            "<pre>&gt; &gt; ", _renderer.Render($"{Repeat("> ", BlockLimits.MaxNesting + 1)}a").Value, StringComparison.Ordinal);
    }

    public void Dispose() => _renderer.Dispose();

    // The best of three, each with another first word, because rendered text is cached.
    private double Growth(string part, bool mayCollect) =>
        (double)Cost(part, Length * Factor, mayCollect) / Math.Max(Cost(part, Length, mayCollect), MinNanoseconds);

    private long Cost(string part, int length, bool mayCollect) => Enumerable.Range(0, 3).Min(round =>
    {
        var text = $"round {round} {Guid.NewGuid()}\n\n{Repeat(part, length / part.Length)}";
        if (!mayCollect) GC.TryStartNoGCRegion(MaxAllocated);
        var start = ThreadTime();
        _renderer.Render(text);
        var cost = ThreadTime() - start;
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
        return cost;
    });

    private static string Repeat(string part, int times) => string.Concat(Enumerable.Repeat(part, times));

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    // Only this thread's processor time, so that other load on the machine does not count.
    private static long ThreadTime()
    {
        const int ThreadProcessorTime = 3;
        Assert.Equal(0, GetTime(ThreadProcessorTime, out var time));
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetTime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
