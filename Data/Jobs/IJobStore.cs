using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Jobs;

/// <summary>A database that has jobs of its own, so that a job and the change that calls for it commit together.</summary>
public interface IJobStore
{
    /// <summary>What is to be done.</summary>
    DbSet<Job> Jobs { get; }

    /// <summary>What failed too often.</summary>
    DbSet<DeadJob> DeadJobs { get; }
}
