using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Jobs;

internal static class JobsModel
{
    public static void AddJobs(this ModelBuilder model)
    {
        model.Entity<Job>(job =>
        {
            job.Property(j => j.Payload).HasColumnType("jsonb");
            job.Property(j => j.CreatedAt).HasDefaultValueSql("now()");
            job.Property(j => j.RunAt).HasDefaultValueSql("now()");
            job.Property(j => j.Attempts).HasDefaultValue(0);
            job.HasIndex(j => j.RunAt);
        });
        model.Entity<DeadJob>(job =>
        {
            job.Property(j => j.Id).ValueGeneratedNever();
            job.Property(j => j.Payload).HasColumnType("jsonb");
            job.Property(j => j.DiedAt).HasDefaultValueSql("now()");
        });
    }
}
