using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Requests;
using static Conduit.Lab.Map.Lessons.Catalog.Script;

namespace Conduit.Lab.Map.Lessons.Catalog;

/// <summary>Copies and parts of the data.</summary>
internal static class DatabaseLessons
{
    public static readonly Lesson Replicas = new()
    {
        Name = "replicas",
        Title = "Reads from replicas",
        Question = "Replicas take over reads. How many reads remain for the primaries?",
        Text = """
            A primary accepts writes and sends its log to a replica, which replays it and so becomes a copy. The copy is there for the day
            on which the primary fails. Until then it can answer reads, and leave the primary more time for writes, which no other node can
            accept. The price is that a replica is always a little behind. Many systems let their readers see that, and call it eventual
            consistency. Here an API server knows up to which position a replica has replayed the log, and which position the answer needs;
            only if the replica is far enough may it answer. In this lesson six of ten requests read and the others write, without
            caches, first with the replicas and then without them.
            """,
        Predictions = ["Half of them", "Only a few", "None at all"],
        Right = 1,
        Steps =
        [
            .. WithoutCaches,
            On("Data:ReplicaReads"),
            new StartLoad(LoadKind.Open, 30, ManyWrites),
            new Measure("with replicas"),
            Off("Data:ReplicaReads"),
            new Measure("primaries alone"),
        ],
        Figure = LessonFigure.PrimaryReads,
        Why = "A replica that streams is behind by a few milliseconds only, so nearly every read finds it far enough. What remains for "
            + "primaries are reads of what has just been written, and those that belong to a write.",
        Where =
        [
            new("Data/Routing/ReadRouter.cs", "mirror.IsReplayed(read.Slots, replayed))", "has the replica replayed enough?"),
        ],
        Reading =
        [
            new("PostgreSQL: streaming replication", new("https://www.postgresql.org/docs/current/warm-standby.html")),
            new("Consistency models, a map", new("https://jepsen.io/consistency")),
        ],
    };

    public static readonly Lesson ReadYourWrites = new()
    {
        Name = "read-your-writes",
        Title = "Read your own writes",
        Question = "A replica stops replaying. How many readers miss what they have just written?",
        Text = """
            You comment on an article, the page loads again, and your comment is not there: the page came from a replica that had not heard
            of it. The guarantee that this cannot happen is called read your writes. A common remedy sends each user to the primary for some
            seconds after a write, which may or may not be long enough. This system promises more: no reader gets an answer
            that is older than an acknowledged write. In this lesson one client comments and reads the comments at once, again and again,
            without caches, and compares. After the first phase the replicas stop replaying: they still answer, with data that gets older
            with each second. Watch where the reads go, and how many of them are stale.
            """,
        Predictions = ["All of them", "Those within the first second", "None"],
        Right = 2,
        Steps =
        [
            .. WithoutCaches,
            On("Data:ReplicaReads"),
            new Send("replicas are current", UserAction.OwnComment),
            new Execute("*/replica", "pause-replay"),
            new Send("replicas stand still", UserAction.OwnComment),
        ],
        Figure = LessonFigure.Stale,
        Why = "An API server compares the position that a replica has replayed with that of the latest write to the data of this answer. "
            + "The replica is behind it, so the primary answers: look at the reads of primaries.",
        Where =
        [
            new("Data/Routing/ReadRouter.cs", "&& database.Replica.GetReplayedForRead() is { } replayed", "how far the replica is"),
            new("Data/Routing/ReadRouter.cs", "var known = await ReadPrimaryAsync(query, cancellationToken);", "else the primary answers"),
        ],
        Reading =
        [
            new("Session guarantees", new("https://jepsen.io/consistency/models/read-your-writes")),
            new("Eventually consistent", new("https://www.allthingsdistributed.com/2008/12/eventually_consistent.html")),
        ],
    };

    public static readonly Lesson Sharding = new()
    {
        Name = "sharding",
        Title = "Sharding: one part is away",
        Question = "Both databases of shard 1 are stopped. Which share of the reads fails?",
        Text = """
            One primary can take only so many writes. Sharding divides the data among several of them: here the articles of an author, with
            their comments and favourites, are on one shard, and the number of the shard is part of every id, so that no directory is
            needed. What belongs to one author needs one shard. What belongs to all, such as the newest articles, needs all of them: the
            API server reads the newest of each and merges them. The shards also fail one by one, and that is worth a question. An article
            of a lost shard cannot be read. A list can: without the part of that shard, and marked as partial. The lesson reads without
            caches, then stops both nodes of shard 1, primary and replica.
            """,
        Predictions = ["All: a list needs all shards", "Fewer than half", "None"],
        Right = 1,
        Steps =
        [
            .. WithoutCaches,
            new StartLoad(LoadKind.Open, 20, Reads),
            new Measure("both shards"),
            new Execute("postgres-1/*", "stop"),
            new Measure("shard 1 is away"),
        ],
        Figure = LessonFigure.Failed,
        Why = "Lists and the articles of shard 0 are still answered: a list lacks the other part and says so in the header X-Partial. Only "
            + "what is on shard 1 alone fails, with 503, at first after a wait: for five seconds a server expects that another node takes "
            + "over. Caches would not help for long: what no primary confirms any more could be stale.",
        Where =
        [
            new("Data/Shards/Shards.cs", "missing.Add(shard.Index);", "goes on without a shard"),
            new("ApiService/Contract/Partial.cs", "http.Response.Headers[Header] = missing;", "says so"),
            new("Data/Shards/ShardMap.cs", "[ConduitId.LogicalShard(id)]", "finds the shard of an id"),
        ],
        Reading =
        [
            new("Sharding & IDs at Instagram", new("https://instagram-engineering.com/sharding-ids-at-instagram-1cf5a71e5a5c")),
            new("Azure: sharding pattern", new("https://learn.microsoft.com/en-us/azure/architecture/patterns/sharding")),
        ],
    };
}
