using Conduit.Data;
using Conduit.Data.Jobs;

namespace Conduit.Worker.Jobs;

/// <summary>
/// Handles one kind of job. A handler may get the same job twice, even concurrently, when a lease ends while its worker still runs.
/// </summary>
internal interface IJobHandler
{
    string Kind { get; }

    Task HandleAsync(Job job, Database database, CancellationToken cancellationToken);
}

/// <summary>Base class for handlers of jobs with a typed payload.</summary>
internal abstract class JobHandler<T>(string kind) : IJobHandler
{
    public string Kind => kind;

    public Task HandleAsync(Job job, Database database, CancellationToken cancellationToken) =>
        HandleAsync(JobJson.Read<T>(job.Payload), cancellationToken);

    protected abstract Task HandleAsync(T payload, CancellationToken cancellationToken);
}

/// <summary>A job that runs on a schedule, in some of the databases. Per database one worker at a time runs it.</summary>
internal abstract class RecurringJob(string kind, short lane, string formerKind) : IJobHandler
{
    public string Kind => kind;

    /// <summary>The kind's name in earlier builds, whose row is deleted.</summary>
    public string FormerKind => formerKind;

    public short Lane => lane;

    /// <summary>The default schedule, a cron expression in UTC. <c>Jobs:Schedules:kind</c> overrides it.</summary>
    public abstract string Schedule { get; }

    public virtual bool IsOf(Database database) => true;

    public Task HandleAsync(Job job, Database database, CancellationToken cancellationToken) => HandleAsync(database, cancellationToken);

    protected abstract Task HandleAsync(Database database, CancellationToken cancellationToken);
}
