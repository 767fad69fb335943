using Azure.Storage.Blobs;

namespace Conduit.MediaService.Storage;

/// <summary>The connection string <c>storage</c>.</summary>
internal sealed class StorageOptions
{
    public const string Name = "storage";

    public string Connection { get; set; } = "";

    internal bool IsValid
    {
        get
        {
            try
            {
                return Connection.Length > 0 && new BlobServiceClient(Connection).Uri is not null;
            }
            catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
            {
                return false;
            }
        }
    }
}
