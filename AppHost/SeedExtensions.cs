using System.Globalization;

namespace Conduit.AppHost;

internal static class SeedExtensions
{
    /// <summary>
    /// Says what world the job is to make, and when: at the AppHost's start only in empty databases, or not at all; when somebody starts it, in any case.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSeed(this IResourceBuilder<ProjectResource> job, SeedSettings seed)
    {
        job.WithEnvironment("Seed__Users", Text(seed.Users)).WithEnvironment("Seed__Articles", Text(seed.Articles)).WithEnvironment("Seed__Random", Text(seed.Random));
        if (!seed.Automatic)
            return job.WithExplicitStart();

        var isAskedFor = false;
        job.ApplicationBuilder.Eventing.Subscribe<ResourceStoppedEvent>(job.Resource, (_, _) =>
        {
            // it ran at the AppHost's start: from now on it is somebody who starts it
            isAskedFor = true;
            return Task.CompletedTask;
        });
        return job.WithEnvironment("Seed__OnlyIfEmpty", () => isAskedFor ? "false" : "true");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
