using Conduit.Data.Articles;
using Conduit.Data.Comments;
using Conduit.Data.Follows;
using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Shards;

/// <summary>One shard: what its users own.</summary>
public sealed class ShardContext(DbContextOptions<ShardContext> options) : DbContext(options)
{
    /// <summary>What others see of this shard's users.</summary>
    public DbSet<Profile> Profiles => Set<Profile>();

    /// <summary>What they wrote.</summary>
    public DbSet<Article> Articles => Set<Article>();

    /// <summary>The index by tag.</summary>
    public DbSet<ArticleTag> ArticleTags => Set<ArticleTag>();

    /// <summary>Who likes what they wrote.</summary>
    public DbSet<Favorite> Favorites => Set<Favorite>();

    /// <summary>What others wrote about it.</summary>
    public DbSet<Comment> Comments => Set<Comment>();

    /// <summary>Whom they follow.</summary>
    public DbSet<Follow> Follows => Set<Follow>();

    /// <summary>Who follows them.</summary>
    public DbSet<Follower> Followers => Set<Follower>();

    /// <summary>What they are told.</summary>
    public DbSet<Notification> Notifications => Set<Notification>();

    /// <summary>How many articles bear each tag.</summary>
    public DbSet<TagCounter> TagCounters => Set<TagCounter>();

    /// <summary>How many favourites each reader has here.</summary>
    public DbSet<ReaderCounter> ReaderCounters => Set<ReaderCounter>();

    /// <summary>Totals of this shard.</summary>
    public DbSet<Counter> Counters => Set<Counter>();

    /// <summary>What is to be done.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>What failed too often.</summary>
    public DbSet<DeadJob> DeadJobs => Set<DeadJob>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Profile>(profile =>
        {
            profile.HasKey(p => p.UserId);
            profile.Property(p => p.UserId).ValueGeneratedNever();
            profile.Property(p => p.Articles).HasDefaultValue(0);
        });
        modelBuilder.Entity<Article>(article =>
        {
            article.Property(a => a.Id).ValueGeneratedNever();
            article.HasOne(a => a.Author).WithMany().HasForeignKey(a => a.AuthorId).OnDelete(DeleteBehavior.Restrict);
            article.HasOne(a => a.Counters).WithOne().HasForeignKey<ArticleCounters>(c => c.ArticleId);
            article.HasMany(a => a.Tags).WithOne().HasForeignKey(t => t.ArticleId);
            article.HasIndex(a => new { a.AuthorId, a.Id });
        });
        modelBuilder.Entity<ArticleCounters>().HasKey(counters => counters.ArticleId);
        modelBuilder.Entity<ArticleTag>(tag =>
        {
            tag.HasKey(t => new { t.Tag, t.ArticleId });
            tag.HasIndex(t => t.ArticleId);
        });
        modelBuilder.Entity<Favorite>(favorite =>
        {
            favorite.HasKey(f => new { f.ArticleId, f.UserId });
            favorite.HasOne<Article>().WithMany().HasForeignKey(f => f.ArticleId);
            favorite.HasIndex(f => new { f.UserId, f.ArticleId }).HasFilter("is_on");
        });
        modelBuilder.Entity<ReaderCounter>(counter =>
        {
            counter.HasKey(c => c.UserId);
            counter.Property(c => c.UserId).ValueGeneratedNever();
            counter.Property(c => c.Following).HasDefaultValue(0L);
        });
        modelBuilder.Entity<TagCounter>(counter =>
        {
            counter.HasKey(c => c.Tag);
            counter.HasIndex(c => new { c.Articles, c.Newest }).IsDescending();
        });
        modelBuilder.Entity<Comment>(comment =>
        {
            comment.Property(c => c.Id).ValueGeneratedNever();
            comment.HasOne(c => c.Article).WithMany().HasForeignKey(c => c.ArticleId);
            comment.HasIndex(c => new { c.ArticleId, c.Id });
        });
        modelBuilder.Entity<Follow>().HasKey(follow => new { follow.UserId, follow.AuthorId });
        modelBuilder.Entity<Follower>(follower =>
        {
            follower.HasKey(f => new { f.AuthorId, f.UserId });
            follower.HasIndex(f => new { f.UserId, f.AuthorId }).HasFilter("is_on");
        });
        modelBuilder.Entity<Celebrity>(celebrity =>
        {
            celebrity.ToTable("celebrities");
            celebrity.HasKey(c => c.AuthorId);
            celebrity.Property(c => c.AuthorId).ValueGeneratedNever();
        });
        modelBuilder.Entity<Notification>(notification =>
        {
            notification.Property(n => n.Id).ValueGeneratedNever();
            notification.HasOne(n => n.Article).WithMany().HasForeignKey(n => n.ArticleId).OnDelete(DeleteBehavior.Cascade);
            notification.HasOne<Comment>().WithMany().HasForeignKey(n => n.CommentId).OnDelete(DeleteBehavior.Cascade);
            notification.HasIndex(n => new { n.UserId, n.Id });
            notification.HasIndex(n => n.UserId).HasFilter("read_at is null").HasDatabaseName("ix_notifications_unread");
            // Telling twice is telling once: a job may run again.
            notification.HasIndex(n => new { n.UserId, n.Kind, n.ActorId, n.ArticleId, n.CommentId }).IsUnique().AreNullsDistinct(false).HasDatabaseName("ix_notifications_once");
            notification.HasIndex(n => n.ArticleId);
            notification.HasIndex(n => n.CommentId);
        });
        modelBuilder.Entity<Counter>().HasKey(counter => new { counter.Name, counter.Slot });
        IdempotencyKey.Model(modelBuilder);
        Epoch.Model(modelBuilder);
        modelBuilder.AddJobs();
        modelBuilder.UseSnakeCase();
    }
}
