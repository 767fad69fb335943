using System.Text.Json;
using Conduit.Lab.Map;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Requests;
using Conduit.Lab.Map.Switches;
using Microsoft.AspNetCore.Http;

namespace Conduit.Tests.Lab.Map;

/// <summary>What the lab refuses, and what it says when something else fails.</summary>
public sealed class LabErrorTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Failure_that_is_not_a_bug_is_no_500()
    {
        (Exception Failure, int Status)[] failures =
        [
            (new BadHttpRequestException("It is too large.", StatusCodes.Status413PayloadTooLarge), 413),
            (new InvalidDataException("The form has no end."), 400),
            (new HttpRequestException("Connection refused"), 502),
            (new JsonException("It is HTML."), 502),
            (new TaskCanceledException("It took longer than 60 s."), 504),
            (new InvalidOperationException("It is a bug."), 500),
        ];

        Assert.All(failures, one => Assert.Equal(one.Status, LabExceptionHandler.Describe(one.Failure).Status));
    }

    [Theory]
    [InlineData("GET", null, null, null, true)]
    [InlineData("GET", "same-origin", "cors", null, true)]
    [InlineData("GET", "none", "navigate", null, true)]
    [InlineData("GET", "cross-site", "navigate", null, true)]
    [InlineData("GET", "cross-site", "cors", null, false)]
    [InlineData("GET", "same-site", "no-cors", null, false)]
    [InlineData("POST", null, null, null, true)]
    [InlineData("POST", "cross-site", "navigate", "https://other.example", false)]
    [InlineData("POST", "same-origin", "cors", "http://localhost:5090", true)]
    public void Another_site_may_only_link_to_a_page(string method, string? site, string? mode, string? origin, bool isOwn)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.Host) = (method, "http", new HostString("localhost:5090"));
        if (site is not null) (request.Headers["Sec-Fetch-Site"], request.Headers["Sec-Fetch-Mode"]) = (site, mode);
        if (origin is not null) request.Headers.Origin = origin;

        Assert.Equal(isOwn, MapSecurity.IsOwn(request));
    }

    [Theory]
    [InlineData("/api/articles?limit=1", true)]
    [InlineData("/", true)]
    [InlineData("", false)]
    [InlineData("api", false)]
    [InlineData("//other.example/", false)]
    [InlineData("/\\other.example/", false)]
    public void Request_goes_to_a_path_of_the_site_only(string path, bool isPath) =>
        Assert.Equal(isPath, RequestPagesExtensions.IsPath(path));

    [Fact]
    public void Unsafe_switch_explains_a_stale_response_also_a_moment_after_it_was_switched_off()
    {
        var memory = new UnsafeSwitchMemory();
        memory.Note([Switch("Edge:Cache", "false", isUnsafe: false), Switch("Unsafe:Rule", "true", isUnsafe: false)], Now);
        Assert.Null(memory.FindOn(Now));

        memory.Note([Switch("Unsafe:Rule", "true", isUnsafe: true)], Now);
        memory.Note([Switch("Unsafe:Rule", "false", isUnsafe: true)], Now.AddSeconds(1));

        Assert.Equal("Unsafe:Rule", memory.FindOn(Now.AddSeconds(2)));
        Assert.Null(memory.FindOn(Now.AddMinutes(1)));
    }

    private static SwitchState Switch(string name, string value, bool isUnsafe) =>
        new(name, name, value, ["false", "true"], "It switches.", isUnsafe, IsLeased: false);
}
