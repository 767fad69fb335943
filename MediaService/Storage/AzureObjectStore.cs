using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;

namespace Conduit.MediaService.Storage;

/// <summary>Objects in one private container of Azure Blob Storage, or of its emulator.</summary>
internal sealed class AzureObjectStore(IOptions<StorageOptions> options) : IObjectStore
{
    private const string Container = "media";

    // Blocks are buffered, so that a failed one can be sent again; small ones, because many uploads run at once.
    private static readonly StorageTransferOptions Blocks = new()
    {
        InitialTransferSize = 1 << 18,
        MaximumTransferSize = 1 << 18,
        MaximumConcurrency = 1,
    };

    private readonly Lazy<BlobContainerClient> _container = new(() => Connect(options.Value.Connection));

    public async Task PutAsync(string name, Stream content, string contentType, CancellationToken cancellationToken)
    {
        var upload = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = contentType },
            TransferOptions = Blocks,
        };
        var start = content.Position;
        try
        {
            await _container.Value.GetBlobClient(name).UploadAsync(content, upload, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // The storage is a new one, or was restored without it.
            await _container.Value.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            content.Position = start;
            await _container.Value.GetBlobClient(name).UploadAsync(content, upload, cancellationToken);
        }
    }

    public async Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var found = await _container.Value.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            return found.Value.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    public async Task<bool> CopyToAsync(string name, Stream destination, CancellationToken cancellationToken)
    {
        try
        {
            using var found = (await _container.Value.GetBlobClient(name)
                .DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            await found.Content.CopyToAsync(destination, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return false;
        }
    }

    public async Task DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var blobs = _container.Value.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken);
        await foreach (var blob in blobs)
            await _container.Value.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
    }

    public async Task<bool> IsAvailableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _container.Value.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            return true;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private static BlobContainerClient Connect(string connection)
    {
        var client = new BlobClientOptions();
        // A request waits while these last, so they are short; a job tries again later.
        client.Retry.MaxRetries = 1;
        client.Retry.Delay = TimeSpan.FromMilliseconds(200);
        client.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        return new BlobContainerClient(connection, Container, client);
    }
}
