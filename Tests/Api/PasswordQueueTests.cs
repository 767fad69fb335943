using System.Net;
using System.Net.Http.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>Password hashing has its own bounded queue.</summary>
[Collection(SharedApplication.Name)]
public sealed class PasswordQueueTests(WholeApplication whole)
{
    [LinuxFact]
    public async Task A_sign_in_is_refused_at_once_when_too_many_wait_and_others_are_served()
    {
        using var running = await ServiceProcess.OfAsync(whole.Application, "api-1");
        using var server = running.StartAnother(
            ("Passwords__Concurrency", "1"), ("Passwords__QueueLimit", "2"), ("Passwords__Iterations", "3000000"));
        try
        {
            await server.HealthyAsync();
            using var http = new HttpClient { BaseAddress = server.Address };
            var signIns = Enumerable.Range(0, 12).Select(number => http.PostAsJsonAsync(
                "/api/users/login", new { user = new { email = $"unknown-{number}@example.com", password = "a-good-password" } })).ToList();
            await Eventually.TrueAsync(() => Task.FromResult(signIns.Count(one => one.IsCompleted) >= 9), "all but three are refused");
            using var other = await http.GetAsync("/api/tags");
            var answers = await Task.WhenAll(signIns);

            var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
            Assert.Equal((9, 3), (refused.Count, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized)));
            Assert.Equal(TimeSpan.FromSeconds(1), refused[0].Headers.RetryAfter?.Delta);
            Assert.Equal("""{"errors":{"request":["too many requests"]}}""", await refused[0].Content.ReadAsStringAsync());
        }
        finally
        {
            await server.EndAsync();
        }
    }
}
