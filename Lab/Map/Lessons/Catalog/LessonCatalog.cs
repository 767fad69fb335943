using Conduit.Lab.Map.Load;

namespace Conduit.Lab.Map.Lessons.Catalog;

/// <summary>All lessons, in the order in which they build on each other.</summary>
internal static class LessonCatalog
{
    public static IReadOnlyList<Lesson> All { get; } =
    [
        RequestLessons.WayOfARequest,
        CacheLessons.Caches,
        CacheLessons.Client,
        CacheLessons.Cdn,
        ScalingLessons.PerformanceAndScalability,
        ScalingLessons.ScaleOut,
        ScalingLessons.Balancing,
        DatabaseLessons.Replicas,
        DatabaseLessons.ReadYourWrites,
        DatabaseLessons.Sharding,
        AvailabilityLessons.Servers,
        AvailabilityLessons.Databases,
        ServiceLessons.Microservices,
        ServiceLessons.Queue,
    ];

    public static Lesson? Find(string name) => All.FirstOrDefault(lesson => lesson.Name == name);
}

/// <summary>Loads and switches that several lessons use.</summary>
internal static class Script
{
    /// <summary>Reads of the API, most of them for a few popular articles.</summary>
    public static readonly LoadMix Reads = new(Read: 100, Write: 0, Feed: 0, Page: 0);

    /// <summary>What a site of this kind gets: mostly reads.</summary>
    public static readonly LoadMix Everything = new(Read: 70, Write: 5, Feed: 15, Page: 10);

    /// <summary>Many writes, so that caches and replicas have something to follow.</summary>
    public static readonly LoadMix ManyWrites = new(Read: 60, Write: 40, Feed: 0, Page: 0);

    public static readonly LoadMix PagesOnly = new(Read: 0, Write: 0, Feed: 0, Page: 100);

    /// <summary>Turns every cache on, as a site has them.</summary>
    public static IEnumerable<LessonStep> WithCaches => [.. Caches.Select(On)];

    /// <summary>Turns every cache off, so that all reads reach the databases.</summary>
    public static IEnumerable<LessonStep> WithoutCaches => [.. Caches.Select(Off)];

    /// <summary>Balances as a site does.</summary>
    public static SetSwitch UsualBalancing => new("Edge:Balancing", "PowerOfTwoChoices");

    private static IEnumerable<string> Caches => ["Edge:Cache", "Caching:Output", "Caching:Client", "Caching:Memory", "Caching:Redis"];

    public static SetSwitch On(string name) => new(name, "true");

    public static SetSwitch Off(string name) => new(name, "false");
}
