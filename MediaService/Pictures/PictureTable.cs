using Conduit.MediaService.Contract;
using Conduit.MediaService.Database;
using Conduit.MediaService.Jobs;
using Npgsql;

namespace Conduit.MediaService.Pictures;

/// <summary>The pictures, in the service's own database.</summary>
internal sealed class PictureTable(MediaDatabase database)
{
    private const string FindSql = $"""
        select {Picture.Columns} from pictures where id = $1 and hash = $2 and state in ('processing', 'ready', 'failed')
        """;

    private const string ByIdSql = $"select {Picture.Columns} from pictures where id = $1 and state in ('processing', 'ready', 'failed')";

    // The lock serializes the uploads of an account, so that each counts the sizes of those before it.
    private const string LockSql = "select pg_advisory_xact_lock(hashint8($1), 1)";

    private const string ReserveSql = """
        insert into pictures (owner_id, size)
        select $1, $2 where (select coalesce(sum(size), 0) from pictures where owner_id = $1 and state <> 'deleted') + $2 <= $3
        returning id
        """;

    private const string CompleteSql = $"""
        update pictures set state = 'processing', size = $2, hash = $3, width = $4, height = $5, color = $6, idempotency_key = $7
        where id = $1 and state = 'uploading' returning {Picture.Columns}
        """;

    private const string ByKeySql = $"""
        select {Picture.Columns} from pictures
        where owner_id = $1 and idempotency_key = $2 and state in ('processing', 'ready', 'failed')
        """;

    private const string SetStateSql = "update pictures set state = $2 where id = $1 and state in ('processing', 'ready', 'failed')";

    private const string PageSql = $"""
        select {Picture.Columns} from pictures where owner_id = $1 and state in ('processing', 'ready', 'failed')
        order by id desc limit $2 offset $3
        """;

    private const string CountSql = "select count(*) from pictures where owner_id = $1 and state in ('processing', 'ready', 'failed')";

    /// <summary>The picture behind an address; null when there is none.</summary>
    public async Task<Picture?> FindAsync(PictureAddress address, CancellationToken cancellationToken) => FirstOrNull(
        await database.QueryAsync(Picture.Read, Statement.Of(FindSql, address.Id, address.Hash), cancellationToken));

    /// <summary>A picture by its id; null when there is none.</summary>
    public async Task<Picture?> FindAsync(long id, CancellationToken cancellationToken) =>
        FirstOrNull(await database.QueryAsync(Picture.Read, Statement.Of(ByIdSql, id), cancellationToken));

    /// <summary>The picture that an account uploaded with this idempotency key; null when there is none.</summary>
    public async Task<Picture?> FindAsync(long owner, string key, CancellationToken cancellationToken) =>
        FirstOrNull(await database.QueryAsync(Picture.Read, Statement.Of(ByKeySql, owner, key), cancellationToken));

    /// <summary>Reserves a part of an account's quota for an upload. Returns the id of the picture; null when too little is left.</summary>
    public async Task<long?> ReserveAsync(long owner, long size, long quota, CancellationToken cancellationToken)
    {
        var ids = await database.QueryAsync(
            row => row.GetInt64(0), Statement.Of(LockSql, owner), Statement.Of(ReserveSql, owner, size, quota), cancellationToken);
        return ids.Count == 0 ? null : ids[0];
    }

    /// <summary>Completes an upload and enqueues the job that makes its variants.</summary>
    /// <exception cref="PostgresException">The account has used the key before (<see cref="IsKeyUsed"/>).</exception>
    public async Task<Picture> CompleteAsync(Picture picture, string? key, CancellationToken cancellationToken)
    {
        var complete = Statement.Of(
            CompleteSql, picture.Id, picture.Size, picture.Hash, picture.Width, picture.Height, picture.Color, key);
        var rows = await database.QueryAsync(
            Picture.Read, JobQueue.Enqueue(JobKinds.Process, picture.Id), complete, cancellationToken);
        // An upload that takes very long is taken for one whose server died, and removed.
        return rows.Count == 1 ? rows[0] : throw new TimeoutException($"Upload {picture.Id} was removed before it was complete.");
    }

    /// <summary>Whether an account has used an idempotency key before.</summary>
    public static bool IsKeyUsed(PostgresException exception) =>
        exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_pictures_key" };

    /// <summary>Sets the state of a picture that was uploaded completely.</summary>
    public Task SetStateAsync(long id, string state, CancellationToken cancellationToken) =>
        database.ExecuteAsync(Statement.Of(SetStateSql, id, state), cancellationToken);

    /// <summary>A page of an account's pictures, newest first, and how many it has.</summary>
    public async Task<(List<Picture> Pictures, long Count)> ListAsync(long owner, Page page, CancellationToken cancellationToken)
    {
        var pictures = await database.QueryAsync(
            Picture.Read, Statement.Of(PageSql, owner, page.Limit, page.Offset), cancellationToken);
        var counts = await database.QueryAsync(row => row.GetInt64(0), Statement.Of(CountSql, owner), cancellationToken);
        return (pictures, counts[0]);
    }

    private static Picture? FirstOrNull(List<Picture> rows) => rows.Count == 0 ? null : rows[0];
}
