using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Jobs;

internal static class JobsModel
{
    public static void AddJobs(this ModelBuilder model)
    {
        model.Entity<Job>(job =>
        {
            job.Property(j => j.Payload).HasColumnType("jsonb");
            job.Property(j => j.Lane).HasDefaultValue(JobLane.Interactive);
            job.Property(j => j.CreatedAt).HasDefaultValueSql("now()");
            job.Property(j => j.RunAt).HasDefaultValueSql("now()");
            job.Property(j => j.Attempts).HasDefaultValue(0);
            // The lease is in no index, so leasing a job is a heap-only update.
            job.HasIndex(j => new { j.Lane, j.RunAt });
            job.HasIndex(j => j.Key).IsUnique().HasFilter("key is not null");
        });
        model.Entity<DeadJob>(job =>
        {
            job.Property(j => j.Id).ValueGeneratedNever();
            job.Property(j => j.Payload).HasColumnType("jsonb");
            job.Property(j => j.DiedAt).HasDefaultValueSql("now()");
        });
    }
}
