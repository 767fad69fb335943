using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Security;

/// <summary>Hashes and verifies passwords with a concurrency limit and a bounded queue.</summary>
internal sealed class Passwords : IDisposable
{
    // PasswordHasher does not read the user.
    private static readonly object NoUser = new();

    private readonly PasswordHasher<object> _hasher;
    private readonly ConcurrencyLimiter _limiter;
    private readonly Lazy<string> _dummyHash;

    public Passwords(IOptions<PasswordOptions> options)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = options.Value.Iterations }));
        _limiter = new(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.Concurrency,
            QueueLimit = options.Value.QueueLimit,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _dummyHash = new(() => _hasher.HashPassword(NoUser, Guid.NewGuid().ToString()));
    }

    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => _hasher.HashPassword(NoUser, password), cancellationToken);

    /// <summary>
    /// Verifies a password. An unknown account (null) takes as long as a known one, so the time does not reveal which accounts exist.
    /// </summary>
    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) =>
        await CheckAsync(hash, password, cancellationToken) != PasswordVerificationResult.Failed;

    /// <summary>Verifies a password, and detects a hash with fewer iterations than are required now.</summary>
    public Task<PasswordVerificationResult> CheckAsync(string? hash, string password, CancellationToken cancellationToken) =>
        RunAsync(() => Check(hash, password), cancellationToken);

    public void Dispose() => _limiter.Dispose();

    private PasswordVerificationResult Check(string? hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(NoUser, hash ?? _dummyHash.Value, password);
        return hash is null ? PasswordVerificationResult.Failed : result;
    }

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        using var lease = await _limiter.AcquireAsync(1, cancellationToken);
        if (!lease.IsAcquired) throw new PasswordQueueFullException();
        return await Task.Run(work, cancellationToken);
    }
}
