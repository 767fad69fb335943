namespace Conduit.ApiService.Users;

/// <summary>Too many requests wait for password work already; <see cref="Contract.ApiExceptionHandler"/> turns it into 429.</summary>
internal sealed class PasswordQueueFullException() : Exception("The queue for password work is full.");
