namespace Conduit.MediaService.Jobs;

/// <summary>Work on a picture that is done soon, and again until it succeeds.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">One of <see cref="JobKinds"/>.</param>
/// <param name="Picture">The picture.</param>
/// <param name="Attempts">How often it was begun, this time included.</param>
/// <param name="TraceParent">The trace of the request that enqueued it.</param>
internal sealed record Job(long Id, string Kind, long Picture, int Attempts, string? TraceParent);

/// <summary>The kinds of jobs.</summary>
internal static class JobKinds
{
    /// <summary>Makes the variants of a picture.</summary>
    public const string Process = "process";

    /// <summary>Removes a deleted picture from caches, storage and database.</summary>
    public const string Remove = "remove";
}

/// <summary>Does the jobs of one kind. A job may be done twice.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    Task HandleAsync(long picture, CancellationToken cancellationToken);
}
