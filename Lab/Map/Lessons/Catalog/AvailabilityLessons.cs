using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Map.Load;
using static Conduit.Lab.Map.Lessons.Catalog.Script;

namespace Conduit.Lab.Map.Lessons.Catalog;

/// <summary>Servers and databases that die under load.</summary>
internal static class AvailabilityLessons
{
    public static readonly Lesson Servers = new()
    {
        Name = "availability-servers",
        Title = "High availability of servers",
        Question = "One of two API servers is killed under load. How many requests fail?",
        Text = """
            A server dies without a word: its process is killed, its connections are reset, and the requests that it was working on are
            lost. A health check notices that within a second or so. Until then half of the requests would go to a dead server, and some
            were there already. So the edge does not wait for the health check: when a server refuses a connection, or breaks it off, the
            edge sends the request to another server. It may do that with every request that never arrived. One that may have been executed
            is repeated only if that is harmless: a read, or a write with an idempotency key, which the API executes once. The lesson sends
            forty requests a second, mostly reads, and kills api-1 at the beginning of the second phase.
            """,
        Predictions = ["About half, until it is back", "Those of the first second", "None, or very few writes"],
        Right = 2,
        Steps =
        [
            .. WithCaches,
            UsualBalancing,
            new StartLoad(LoadKind.Open, 40, Everything),
            new Measure("two servers"),
            new Execute("api-1", "kill"),
            new Measure("api-1 is killed", Immediately: true),
        ],
        Figure = LessonFigure.Failed,
        Servers = "api",
        Why = "The edge repeats on api-2 what was lost on api-1, so clients see a request that took a little longer. A write that may have "
            + "been executed, and has no idempotency key, is not repeated: that is the rest of the risk.",
        Where =
        [
            new("Edge/Balancing/FailoverMiddleware.cs", "while (servers.Count > 1 && MayRepeat(context))", "sends it to another server"),
            new("Edge/Balancing/FailoverMiddleware.cs", "&& (failure.IsUndelivered() || (failure.IsServerLost()", "what may be repeated"),
        ],
        Reading =
        [
            new("Timeouts, retries and backoff", new("https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/")),
            new("Idempotency-Key header", new("https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/")),
        ],
    };

    public static readonly Lesson Databases = new()
    {
        Name = "availability-database",
        Title = "High availability of a database",
        Question = "The primary of shard 0 is killed. What happens to the writes that were acknowledged before?",
        Text = """
            A database cannot simply be replaced by another one, because it holds the data. So each shard has a second node that receives
            every commit before it is acknowledged. When the primary dies, a monitor notices it, makes sure that the old primary cannot
            return as one, and promotes the replica; the servers learn the new roles and go on. In between, writes to this shard wait; reads
            go on for about a second from the replica and the caches, and then wait, too. The dead node is started again and becomes the
            replica of the new primary. The lesson sends thirty requests a second, many of them writes, and kills the primary of shard 0.
            The check that runs beside the load reads back what was acknowledged.
            """,
        Predictions = ["The last few are lost", "They are all there", "They are there after a restore from a backup"],
        Right = 1,
        Steps =
        [
            .. WithCaches,
            On("Data:ReplicaReads"),
            new StartLoad(LoadKind.Open, 30, ManyWrites),
            new Measure("before"),
            new Execute("postgres-0/primary", "kill"),
            new Measure("the primary is killed", Immediately: true),
            new Measure("afterwards"),
        ],
        Figure = LessonFigure.Lost,
        Why = "A commit is acknowledged only after the replica has it on disk, so the new primary has all of them. What it costs is "
            + "visible in p99.9: some writes wait for the time of the promotion, and each write waits for one more disk on all other days.",
        Where =
        [
            new("Hosting/Postgres/FailoverPolicy.cs", "return new(FailoverAction.Failover);", "promotes the replica"),
            new("Hosting/Postgres/StandbySynchronization.cs", "alter system set synchronous_standby_names", "commits wait for the replica"),
        ],
        Reading =
        [
            new("PostgreSQL: synchronous replication", new("https://www.postgresql.org/docs/current/warm-standby.html")),
            new("pg_auto_failover: states", new("https://pg-auto-failover.readthedocs.io/en/main/failover-state-machine.html")),
        ],
    };
}
