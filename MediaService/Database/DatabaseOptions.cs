using Npgsql;

namespace Conduit.MediaService.Database;

/// <summary>The connection string <c>media</c>.</summary>
internal sealed class DatabaseOptions
{
    public const string Name = "media";

    public string Connection { get; set; } = "";

    internal bool IsValid
    {
        get
        {
            try
            {
                return new NpgsqlConnectionStringBuilder(Connection) is { Host.Length: > 0, Database.Length: > 0 };
            }
            catch (Exception e) when (e is ArgumentException or FormatException)
            {
                return false;
            }
        }
    }
}
