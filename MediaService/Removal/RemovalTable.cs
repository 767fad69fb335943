using System.Diagnostics;
using Conduit.MediaService.Database;

namespace Conduit.MediaService.Removal;

/// <summary>Which pictures are used, and the removal of those that are not, or that their owner deletes.</summary>
internal sealed class RemovalTable(MediaDatabase database)
{
    // The job is enqueued by the statement that deletes, and only if it did.
    private const string EnqueueSql =
        "queued as (insert into jobs (kind, picture_id, trace_parent) select 'remove', id, $1 from gone) select id from gone";

    private const string DeleteSql = $"""
        with gone as (update pictures set state = 'deleted' where id = $2 and owner_id = $3 and state <> 'deleted' returning id),
        {EnqueueSql}
        """;

    private const string DiscardSql = $"""
        with gone as (update pictures set state = 'deleted' where id = $2 and state <> 'deleted' returning id), {EnqueueSql}
        """;

    // An upload whose server died still holds its part of the quota: an hour is longer than any upload may take.
    private const string OrphansSql = $"""
        with gone as (
            update pictures set state = 'deleted' where id in (
                select id from pictures
                where state <> 'deleted'
                    and (unused_since < now() - $2::interval or (state = 'uploading' and created_at < now() - interval '1 hour'))
                    and not exists (select from uses where picture_id = pictures.id)
                order by unused_since limit 1000 for update skip locked)
            returning id),
        {EnqueueSql}
        """;

    private const string UseSql = """
        with newer as (
            insert into use_versions (reference, version) values ($1, $2)
            on conflict (reference) do update set version = excluded.version where use_versions.version < excluded.version
            returning reference
        ), ended as (
            delete from uses where reference = $1 and picture_id <> all ($3) and exists (select from newer) returning picture_id
        ), unused as (
            update pictures set unused_since = now() where id in (select picture_id from ended)
        )
        insert into uses (reference, picture_id)
        select $1, id from pictures where id = any ($3) and state <> 'deleted' and exists (select from newer)
        on conflict do nothing
        """;

    private const string ForgetSql = "delete from pictures where id = $1 and state = 'uploading'";

    private const string RemoveSql = "delete from pictures where id = $1 and state = 'deleted'";

    /// <summary>Deletes an account's picture and enqueues its removal; false when it has no such picture.</summary>
    public async Task<bool> DeleteAsync(long picture, long owner, CancellationToken cancellationToken) =>
        await CountAsync(DeleteSql, [picture, owner], cancellationToken) > 0;

    /// <summary>Removes the row of a picture whose upload failed before anything of it was stored.</summary>
    public Task ForgetAsync(long picture) => database.ExecuteAsync(Statement.Of(ForgetSql, picture), CancellationToken.None);

    /// <summary>Deletes a picture whose upload failed, and enqueues its removal.</summary>
    public Task DiscardAsync(long picture) => CountAsync(DiscardSql, [picture], CancellationToken.None);

    /// <summary>Deletes pictures that have been unused for so long, and enqueues their removal.</summary>
    /// <returns>How many; more may be left.</returns>
    public Task<int> DeleteOrphansAsync(TimeSpan age, CancellationToken cancellationToken) =>
        CountAsync(OrphansSql, [age], cancellationToken);

    /// <summary>Sets which pictures a reference uses, unless a later version is known.</summary>
    public Task SetUsesAsync(string reference, long version, long[] pictures, CancellationToken cancellationToken) =>
        database.ExecuteAsync(Statement.Of(UseSql, reference, version, pictures), cancellationToken);

    /// <summary>Removes the row of a deleted picture.</summary>
    public Task RemoveAsync(long picture, CancellationToken cancellationToken) =>
        database.ExecuteAsync(Statement.Of(RemoveSql, picture), cancellationToken);

    private async Task<int> CountAsync(string sql, object[] parameters, CancellationToken cancellationToken)
    {
        var statement = Statement.Of(sql, [Activity.Current?.Id, .. parameters]);
        return (await database.QueryAsync(row => row.GetInt64(0), statement, cancellationToken)).Count;
    }
}
