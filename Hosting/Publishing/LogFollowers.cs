using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing;

/// <summary>Servers that follow the log of writes: each write waits for all of them, so there is a limit to their number.</summary>
public static class LogFollowers
{
    /// <summary>
    /// With so many followers the cost of a write was measured (docs/freshness.md). More are refused when publishing: measure first, by
    /// <c>lab freshness</c>, and then raise it.
    /// </summary>
    internal const int Measured = 16;

    /// <summary>Marks a server that follows the log of writes, and so delays each.</summary>
    /// <param name="server">The server.</param>
    /// <returns>The server.</returns>
    /// <example><code>builder.AddServer&lt;Projects.Edge&gt;("edge").FollowsLog();</code></example>
    public static IResourceBuilder<ProjectResource> FollowsLog(this IResourceBuilder<ProjectResource> server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.WithAnnotation(new LogFollowerAnnotation(), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Refuses a deployment that could have more followers than were measured.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="mostOf">The most servers of a kind.</param>
    /// <exception cref="DistributedApplicationException">It could have more.</exception>
    internal static void Check(Deployment deployment, Func<PublishedService, int> mostOf)
    {
        var followers = deployment.Services.Where(service => service.FollowsLog).ToList();
        var most = followers.Sum(mostOf);
        if (most > Measured)
            throw new DistributedApplicationException(
                $"{most} servers ({string.Join(", ", followers.Select(service => service.Name))}) could follow the log of writes, but the "
                + $"cost of a write was measured with {Measured} at most: publish with fewer.");
    }
}

/// <summary>Says that a server follows the log of writes.</summary>
internal sealed class LogFollowerAnnotation : IResourceAnnotation;
