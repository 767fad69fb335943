using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Requests;
using static Conduit.Lab.Map.Lessons.Catalog.Script;

namespace Conduit.Lab.Map.Lessons.Catalog;

/// <summary>Work that is done elsewhere: in another service, or later.</summary>
internal static class ServiceLessons
{
    public static readonly Lesson Microservices = new()
    {
        Name = "microservices",
        Title = "Microservices: one is away",
        Question = "The service for pictures is stopped. How many reads and writes of articles fail?",
        Text = """
            A microservice has a reason to be separate: other code, another load, another team, other risks. Pictures are such a case.
            Decoding files of strangers needs memory and is dangerous, so a process of its own does it, with its own database and its own
            storage, and without access to articles or accounts. Separate processes fail separately, if they are really separate: nothing
            on the way of an article may wait for the service of pictures. The services know each other only by addresses and events: an
            article contains the address of a picture, and the worker reports to the media service, by a job, which pictures are in use. The
            lesson sends a typical load, and stops the media service.
            """,
        Predictions = ["Those of articles with pictures", "All writes", "None"],
        Right = 2,
        Steps =
        [
            .. WithCaches,
            new StartLoad(LoadKind.Open, 40, Everything),
            new Measure("all services"),
            new Execute("media", "stop"),
            new Measure("media is stopped"),
        ],
        Figure = LessonFigure.Failed,
        Why = "No request for an article waits for the media service. Pictures that the edge holds are still shown, others are missing, "
            + "uploads are refused, and jobs about pictures are repeated until the service is back.",
        Where =
        [
            new("AppHost/AppHost.cs", "var media = builder.AddServer<Projects.MediaService>(\"media\")", "nothing waits for it"),
            new("Worker/Pictures/MediaUses.cs", "class MediaUses", "reports uses, and tries again later"),
        ],
        Reading =
        [
            new("Microservices, by Lewis and Fowler", new("https://martinfowler.com/articles/microservices.html")),
            new("Bulkhead pattern", new("https://learn.microsoft.com/en-us/azure/architecture/patterns/bulkhead")),
        ],
    };

    public static readonly Lesson Queue = new()
    {
        Name = "queue",
        Title = "A queue: the page that does not wait",
        Question = "The worker stops taking jobs. How much slower is a favourite now?",
        Text = """
            When you favourite an article, its author is notified, and perhaps a counter and a feed have to change. The page could do all
            that before it answers, and would be as slow and as fragile as all of it together. Instead it writes one row that says what is
            to do, in the same transaction as the favourite itself, and answers. A worker takes the row, does the work, and removes it. If
            the worker is away, the row waits; if it dies in the middle, the lease on the row ends and another worker does it again, so the
            work must be harmless when done twice. In this lesson one client favourites an article again and again (it takes the favourite
            back in between, which is not measured), and the worker pauses after the first phase.
            """,
        Predictions = ["It fails", "It waits until the worker is back", "It is not slower"],
        Right = 2,
        Steps =
        [
            new Send("worker runs", UserAction.Favorite),
            new Execute("worker", "pause-jobs"),
            new Send("worker is paused", UserAction.Favorite),
        ],
        Figure = LessonFigure.P50,
        Why = "The answer needs the row in the queue, not the work. The work piles up: look at the jobs that are due at the end. When the "
            + "worker resumes, it does them all: the notifications come late, but they come.",
        Where =
        [
            new("ApiService/Favorites/FavoriteWrites.cs", "JobKinds.FavoriteAdded,", "the job is written with the favourite"),
            new("Worker/Jobs/QueueWorker.cs", "class QueueWorker", "takes jobs and does them"),
        ],
        Reading =
        [
            new("Queues that level load", new("https://learn.microsoft.com/en-us/azure/architecture/patterns/queue-based-load-leveling")),
            new("Transactional outbox", new("https://microservices.io/patterns/data/transactional-outbox.html")),
        ],
    };
}
