using Conduit.Data.Articles;
using Conduit.Data.Comments;
using Conduit.Data.Follows;
using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Data.Shards;

/// <summary>The database of one shard, with the data of its users.</summary>
public sealed class ShardContext(DbContextOptions<ShardContext> options) : DbContext(options)
{
    /// <summary>The public profiles of this shard's users.</summary>
    public DbSet<Profile> Profiles => Set<Profile>();

    /// <summary>Their articles.</summary>
    public DbSet<Article> Articles => Set<Article>();

    /// <summary>The index by tag.</summary>
    public DbSet<ArticleTag> ArticleTags => Set<ArticleTag>();

    /// <summary>The favourites among their articles.</summary>
    public DbSet<Favorite> Favorites => Set<Favorite>();

    /// <summary>The comments on their articles.</summary>
    public DbSet<Comment> Comments => Set<Comment>();

    /// <summary>The follows by this shard's users.</summary>
    public DbSet<Follow> Follows => Set<Follow>();

    /// <summary>The followers of this shard's users.</summary>
    public DbSet<Follower> Followers => Set<Follower>();

    /// <summary>Their notifications.</summary>
    public DbSet<Notification> Notifications => Set<Notification>();

    /// <summary>The number of articles of each article tag.</summary>
    public DbSet<TagCounter> TagCounters => Set<TagCounter>();

    /// <summary>The number of favourites of each reader on this shard.</summary>
    public DbSet<ReaderCounter> ReaderCounters => Set<ReaderCounter>();

    /// <summary>The totals of this shard.</summary>
    public DbSet<Counter> Counters => Set<Counter>();

    /// <summary>The queue of jobs.</summary>
    public DbSet<Job> Jobs => Set<Job>();

    /// <summary>The dead letters.</summary>
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
            // A job that runs again must not notify twice.
            notification
                .HasIndex(n => new { n.UserId, n.Kind, n.ActorId, n.ArticleId, n.CommentId })
                .IsUnique()
                .AreNullsDistinct(false)
                .HasDatabaseName("ix_notifications_once");
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
