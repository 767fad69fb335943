namespace Conduit.MediaService.Storage;

/// <summary>Named objects of bytes. Implementations throw <see cref="Azure.RequestFailedException"/> while the storage is away.</summary>
internal interface IObjectStore
{
    /// <summary>Writes an object, replacing an earlier one.</summary>
    Task PutAsync(string name, Stream content, string contentType, CancellationToken cancellationToken);

    /// <summary>Reads an object; null when there is none.</summary>
    Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Copies an object into a stream; false when there is none.</summary>
    Task<bool> CopyToAsync(string name, Stream destination, CancellationToken cancellationToken);

    /// <summary>Deletes the objects whose names begin so.</summary>
    Task DeleteAllAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Whether the storage answers; makes the place for the objects if it is missing.</summary>
    Task<bool> IsAvailableAsync(CancellationToken cancellationToken);
}
