using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Map.Load;
using static Conduit.Lab.Map.Lessons.Catalog.Script;

namespace Conduit.Lab.Map.Lessons.Catalog;

/// <summary>More load, more servers, and who gets which request.</summary>
internal static class ScalingLessons
{
    public static readonly Lesson PerformanceAndScalability = new()
    {
        Name = "scalability",
        Title = "Performance is not scalability",
        Question = "With one API server in place of two, what happens to the latency while there is little load?",
        Text = """
            Performance is how fast the system answers one user. Scalability is how much of that remains when many users come, and whether
            more servers help. The two are often confused: a slow system does not become fast by adding servers, and a fast one may fall
            over at the second thousand of users. The lesson shows the first half. A few requests a second, sent at a fixed rate, reach two
            API servers; then one of them is stopped, and the same requests reach the other. All caches are off, so that the servers have
            something to do. After that eight clients send as fast as they can, with one server and with two. On a machine with few
            processors, servers, databases and the load share them, so compare with the number of cores in the result.
            """,
        Predictions = ["It doubles", "It stays about the same", "It halves, because less has to be coordinated"],
        Right = 1,
        Steps =
        [
            .. WithoutCaches,
            UsualBalancing,
            new StartLoad(LoadKind.Open, 20, Reads),
            new Measure("two servers, 20/s"),
            new Execute("api-2", "stop"),
            new Measure("one server, 20/s"),
            new StartLoad(LoadKind.Closed, 8, Reads),
            new Measure("one server, 8 clients"),
            new Execute("api-2", "start"),
            new WaitForRequests("api-2"),
            new Measure("two servers, 8 clients"),
        ],
        Figure = LessonFigure.P50,
        From = "two servers, 20/s",
        To = "one server, 20/s",
        Servers = "api",
        Why = "A server that has time answers just as fast alone. Only when requests have to wait for each other does a second server "
            + "help, and only if what they share is not the limit. Servers on one small machine share its processors, and the second "
            + "may even take time from the first.",
        Where =
        [
            new("AppHost/AppHost.cs", "builder.AddServers<Projects.ApiService>(\"api\", settings.ApiServers", "how many servers there are"),
        ],
        Reading =
        [
            new("A word on scalability", new("https://www.allthingsdistributed.com/2006/03/a_word_on_scalability.html")),
            new("Universal scalability law", new("http://www.perfdynamics.com/Manifesto/USLscalability.html")),
        ],
    };

    public static readonly Lesson ScaleOut = new()
    {
        Name = "scale-out",
        Title = "Scaling out: a spare server",
        Question = "A third API server is started under load. How many requests does it get once it is ready?",
        Text = """
            Scaling up is a bigger machine: simple, until there is no bigger one. Scaling out is more machines, which needs servers that are
            interchangeable. These are: no API server holds anything that another one needs. Sessions are rows of a database, caches can be
            lost, and every server may validate what it caches. So a server can be added while the system runs. It starts, compiles its
            code, opens its connections and follows the log of writes; only then does it say that it is ready, and the edge, which probes it
            every second, sends it requests. The lesson starts the spare api-3 under the load of eight clients without caches, and takes it
            away again at the end. Look at the rows of the servers.
            """,
        Predictions = ["None: clients keep their connections to the others", "A third", "Nearly all, because it is the least busy"],
        Right = 1,
        Steps =
        [
            .. WithoutCaches,
            UsualBalancing,
            new StartLoad(LoadKind.Closed, 8, Reads),
            new Measure("two servers"),
            new Execute("api-3", "start"),
            new WaitForRequests("api-3"),
            new Measure("three servers"),
        ],
        Figure = LessonFigure.ShareOf("api-3"),
        Servers = "api",
        Why = "The edge chooses a server for each request, not for each connection, so a new server gets its share at once. The total "
            + "grows only while there are processors that have nothing to do: on a small machine the three share what two had.",
        Where =
        [
            new("ServiceDefaults/WarmUp.cs", "internal sealed class WarmUp(", "what a server does before it is ready"),
            new("Edge/Balancing/BalancingPolicies.cs", "Policies.GetValueOrDefault(configuration[Setting]", "the policy for each request"),
        ],
        Reading =
        [
            new("The twelve-factor app: processes", new("https://12factor.net/processes")),
            new("Azure: autoscaling", new("https://learn.microsoft.com/en-us/azure/architecture/best-practices/auto-scaling")),
        ],
    };

    public static readonly Lesson Balancing = new()
    {
        Name = "balancing",
        Title = "Load balancing with one slow server",
        Question = "One of two servers is slow. Which policy hurts its clients less?",
        Text = """
            A load balancer decides which server gets a request. Round robin gives each server the same number. That is fair to servers and
            unfair to clients: a slow server gets as many requests as a fast one, and they pile up there. Counting helps: the balancer knows
            how many requests of each server are unanswered, and a slow server has more of them. To compare all servers for each request
            costs time when there are many, and makes all balancers choose the same one. Power of two choices takes two servers at random
            and sends the request to the less busy of them, which is nearly as good. In this lesson api-1 is slow: it stands still for most
            of the time, a moment at a time, so that health checks do not exclude it. A fixed rate of requests arrives, without caches.
            """,
        Predictions = ["Round robin: it is fair", "Power of two choices: it avoids the busy one", "Neither: half of the requests are slow"],
        Right = 1,
        Steps =
        [
            .. WithoutCaches,
            new SlowDown("api-1"),
            new SetSwitch("Edge:Balancing", "RoundRobin"),
            new StartLoad(LoadKind.Open, 40, Reads),
            new Measure("round robin"),
            new SetSwitch("Edge:Balancing", "PowerOfTwoChoices"),
            new Measure("power of two choices"),
        ],
        Figure = LessonFigure.ShareOf("api-1"),
        Servers = "api",
        Why = "Round robin sends every second request to the slow server, however many wait there. Power of two choices sees them waiting "
            + "and sends most requests to the other server, so fewer clients wait: compare p50. The few requests that reach the slow "
            + "server wait under both policies, so p99 says little.",
        Where =
        [
            new("Edge/Balancing/BalancingPolicies.cs", "[Default] = LoadBalancingPolicies.PowerOfTwoChoices,", "the default policy"),
            new("Edge/Balancing/BalancingPolicies.cs", "[\"RoundRobin\"] = LoadBalancingPolicies.RoundRobin,", "the other one"),
        ],
        Reading =
        [
            new("The power of two choices", new("https://www.eecs.harvard.edu/~michaelm/postscripts/handbook2001.pdf")),
            new("Load balancing in the SRE book", new("https://sre.google/sre-book/load-balancing-datacenter/")),
        ],
    };
}
