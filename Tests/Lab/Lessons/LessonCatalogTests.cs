using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Lessons.Catalog;
using Conduit.Lab.Map.Operation;

namespace Conduit.Tests.Lab.Lessons;

/// <summary>Every lesson can be read and run, and its code is where it says.</summary>
public sealed class LessonCatalogTests
{
    public static TheoryData<string> Names => [.. LessonCatalog.All.Select(lesson => lesson.Name)];

    [Fact]
    public void There_are_at_least_twelve_lessons_with_names_of_their_own()
    {
        Assert.True(LessonCatalog.All.Count >= 12, $"{LessonCatalog.All.Count}");
        Assert.Equal(LessonCatalog.All.Count, LessonCatalog.All.Select(lesson => lesson.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_is_short_and_one_prediction_is_right(string name)
    {
        var lesson = LessonCatalog.Find(name)!;

        Assert.InRange(Words(lesson.Text), 80, 150);
        Assert.InRange(lesson.Predictions.Count, 2, 4);
        Assert.InRange(lesson.Right, 0, lesson.Predictions.Count - 1);
        Assert.All([lesson.From, lesson.To], phase => Assert.True(phase is null || Phases(lesson).Contains(phase), phase));
        Assert.EndsWith("?", lesson.Question, StringComparison.Ordinal);
        Assert.True(lesson.Reading.Count >= 1);
        Assert.InRange(lesson.EstimateSeconds(LessonRunner.DefaultSeconds), 20, 70);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Code_is_where_the_lesson_says(string name)
    {
        var missing = LessonCatalog.Find(name)!.Where.Where(place => place.FindLine() is null).ToList();

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Script_measures_two_phases_or_more_and_puts_everything_back(string name)
    {
        var lesson = LessonCatalog.Find(name)!;
        var system = new FakeLessonSystem();
        var runner = new LessonRunner(system, TimeProvider.System);

        var result = await runner.RunAsync(lesson, seconds: .02, _ => { }, CancellationToken.None);

        Assert.True(result.Phases.Count >= 2);
        Assert.Equal(result.Phases.Count, result.Phases.Distinct().Count());
        Assert.Empty(result.Problems);
        Assert.Equal(FakeLessonSystem.Defaults.OrderBy(one => one.Key), system.Switches.OrderBy(one => one.Key));
        Assert.Empty(system.Faults);
        Assert.Null(system.Load);
        Assert.Contains(result.Rows, row => row.Name == lesson.Figure.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Commands_are_those_of_the_map_and_can_be_undone_and_loads_can_be_started(string name)
    {
        Assert.All(LessonCatalog.Find(name)!.Steps.OfType<StartLoad>(), step => Assert.Null(step.Options.FindProblem()));
        var commands = LessonCatalog.Find(name)!.Steps.OfType<Execute>().Select(step => step.Command);

        Assert.All(commands, command => Assert.True(PartCommand.Find(command) is not null, command));
    }

    private static IEnumerable<string> Phases(Lesson lesson) =>
        lesson.Steps.Select(step => step switch { Measure measure => measure.Phase, Send send => send.Phase, _ => "" });

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
