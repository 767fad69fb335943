using Npgsql;

namespace Conduit.MediaService.Pictures;

/// <summary>The states of a picture; one that is deleted is no longer found.</summary>
internal static class PictureState
{
    public const string Uploading = "uploading";
    public const string Processing = "processing";
    public const string Ready = "ready";
    public const string Failed = "failed";
    public const string Deleted = "deleted";
}

/// <summary>A picture that was uploaded completely.</summary>
internal sealed record Picture(
    long Id, long Owner, string State, long Size, string Hash, int Width, int Height, string Color, DateTime CreatedAt)
{
    public const string Columns = "id, owner_id, state, size, hash, width, height, color, created_at";

    public PictureAddress Address => new(Id, Hash);

    public static Picture Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetInt32(5), row.GetInt32(6),
        row.GetString(7), row.GetDateTime(8));
}
