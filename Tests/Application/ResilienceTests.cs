using System.Net;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conduit.Tests.Application;

/// <summary>The circuit breaker that all callers of a service share opens for an outage, and not when single callers are refused.</summary>
[Collection(Alone.Name)]
public sealed class ResilienceTests
{
    private const int Many = 300;

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.BadGateway, false)]
    public async Task Many_responses_of_a_status_leave_the_service_in_reach_only_when_they_are_no_outage(
        HttpStatusCode status, bool isReachable)
    {
        var server = new Server { Status = status };
        var builder = Host.CreateApplicationBuilder();
        builder.AddServiceDefaults();
        builder.Services.AddHttpClient("any", client => client.BaseAddress = new Uri("http://127.0.0.1"))
            .ConfigurePrimaryHttpMessageHandler(() => server);
        using var host = builder.Build();
        using var http = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");

        // Not a GET, which would be retried after a delay.
        for (var number = 0; number < Many; number++) await SendAsync(http);
        var sent = server.Count;
        server.Status = HttpStatusCode.OK;
        var isAnswered = await SendAsync(http);

        Assert.Equal((isReachable, isReachable), (isAnswered, sent == Many));
    }

    [Fact]
    public async Task A_refused_read_is_not_repeated()
    {
        var server = new Server { Status = HttpStatusCode.TooManyRequests };
        var builder = Host.CreateApplicationBuilder();
        builder.AddServiceDefaults();
        builder.Services.AddHttpClient("any", client => client.BaseAddress = new Uri("http://127.0.0.1"))
            .ConfigurePrimaryHttpMessageHandler(() => server);
        using var host = builder.Build();
        using var http = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");

        using var answer = await http.GetAsync("/");

        Assert.Equal((HttpStatusCode.TooManyRequests, 1), (answer.StatusCode, server.Count));
    }

    private static async Task<bool> SendAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.PostAsync("/", null);
            return answer.IsSuccessStatusCode;
        }
        catch (Polly.CircuitBreaker.BrokenCircuitException)
        {
            return false;
        }
    }

    private sealed class Server : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; }

        public int Count { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count++;
            return Task.FromResult(new HttpResponseMessage(Status));
        }
    }
}
