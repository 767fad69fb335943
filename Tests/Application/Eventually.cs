using System.Diagnostics;

namespace Conduit.Tests.Application;

/// <summary>Polls until a condition holds, for what happens soon but not immediately.</summary>
internal static class Eventually
{
    public static async Task<T> GetAsync<T>(Func<Task<T>> read, Func<T, bool> until, string what, int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var seen = await read();
            if (until(seen))
                return seen;
            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"after {seconds} s still not: {what}; seen last: {seen}");
            await Task.Delay(100);
        }
    }

    public static Task TrueAsync(Func<Task<bool>> read, string what, int seconds = 20) => GetAsync(read, seen => seen, what, seconds);

    /// <summary>Repeats an action until it succeeds.</summary>
    public static Task SucceedsAsync(Func<Task> act, string what, int seconds = 20) => TrueAsync(
        async () =>
        {
            try
            {
                await act();
                return true;
            }
            catch (Exception cause) when (cause is Xunit.Sdk.TrueException or HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        },
        what,
        seconds);
}
