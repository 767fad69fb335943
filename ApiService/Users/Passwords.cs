using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Users;

/// <summary>Hashes and verifies passwords, a few at a time; a bounded number of requests waits for its turn.</summary>
internal sealed class Passwords : IDisposable
{
    // PasswordHasher does not look at the user.
    private static readonly object Anybody = new();

    private readonly PasswordHasher<object> _hasher;
    private readonly ConcurrencyLimiter _limiter;
    private readonly Lazy<string> _nobodysHash;

    public Passwords(IOptions<PasswordOptions> options)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = options.Value.Iterations }));
        _limiter = new(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.AtOnce,
            QueueLimit = options.Value.QueueLimit,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _nobodysHash = new(() => _hasher.HashPassword(Anybody, Guid.NewGuid().ToString()));
    }

    public Task<string> HashAsync(string password, CancellationToken cancel) => WorkAsync(() => _hasher.HashPassword(Anybody, password), cancel);

    /// <summary>For an unknown account too it takes as long as for a known one, so that time does not tell who has an account.</summary>
    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancel) =>
        await CheckAsync(hash, password, cancel) != PasswordVerificationResult.Failed;

    /// <summary>The same, and whether the hash was made with fewer iterations than are required now.</summary>
    public Task<PasswordVerificationResult> CheckAsync(string? hash, string password, CancellationToken cancel) => WorkAsync(
        () =>
        {
            var result = _hasher.VerifyHashedPassword(Anybody, hash ?? _nobodysHash.Value, password);
            return hash is null ? PasswordVerificationResult.Failed : result;
        },
        cancel);

    public void Dispose() => _limiter.Dispose();

    private async Task<T> WorkAsync<T>(Func<T> work, CancellationToken cancel)
    {
        using var lease = await _limiter.AcquireAsync(1, cancel);
        if (!lease.IsAcquired) throw new PasswordQueueFullException();
        return await Task.Run(work, cancel);
    }
}
