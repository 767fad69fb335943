using Conduit.Data;
using Conduit.Data.Jobs;

namespace Conduit.Worker.Jobs;

/// <summary>
/// Does one kind of job. It may get the same job twice, even at the same time: another worker may have been taken for dead.
/// </summary>
internal interface IJobHandler
{
    string Kind { get; }

    Task HandleAsync(Job job, Database database, CancellationToken cancel);
}

/// <summary>A job with something to go by.</summary>
internal abstract class JobHandler<T>(string kind) : IJobHandler
{
    public string Kind => kind;

    public Task HandleAsync(Job job, Database database, CancellationToken cancel) => HandleAsync(JobJson.Read<T>(job.Payload), cancel);

    protected abstract Task HandleAsync(T payload, CancellationToken cancel);
}

/// <summary>A job that comes again and again, in some of the databases; in each, one worker at a time does it.</summary>
internal abstract class RecurringJob(string kind, short lane) : IJobHandler
{
    public string Kind => kind;

    public short Lane => lane;

    /// <summary>When, unless <c>Jobs:Schedules:kind</c> says otherwise: a cron expression, UTC.</summary>
    public abstract string Schedule { get; }

    public virtual bool IsOf(Database database) => true;

    public Task HandleAsync(Job job, Database database, CancellationToken cancel) => HandleAsync(database, cancel);

    protected abstract Task HandleAsync(Database database, CancellationToken cancel);
}
