using System.Globalization;

namespace Conduit.AppHost;

internal static class SeedExtensions
{
    /// <summary>
    /// Sets how much sample data the job writes, and when: at the AppHost's start only into empty databases, or never; at a start by hand,
    /// always.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSeed(this IResourceBuilder<ProjectResource> job, SeedSettings seed)
    {
        job.WithEnvironment("Seed__Users", Text(seed.Users))
            .WithEnvironment("Seed__Articles", Text(seed.Articles))
            .WithEnvironment("Seed__Random", Text(seed.Random));
        if (!seed.Automatic)
            return job.WithExplicitStart();

        var isStartedByHand = false;
        job.OnResourceStopped((_, _, _) =>
        {
            // The first run was the automatic one, so the next is started by hand.
            isStartedByHand = true;
            return Task.CompletedTask;
        });
        return job.WithEnvironment("Seed__OnlyIfEmpty", () => isStartedByHand ? "false" : "true");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
