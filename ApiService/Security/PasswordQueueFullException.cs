namespace Conduit.ApiService.Security;

/// <summary>The queue of password hashes is full; <see cref="Contract.ApiExceptionHandler"/> turns the exception into 429.</summary>
internal sealed class PasswordQueueFullException() : Exception("The queue of password hashes is full.");
