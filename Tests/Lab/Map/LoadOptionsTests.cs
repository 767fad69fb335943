using System.Text;
using Conduit.Lab.Api;
using Conduit.Lab.Consistency;
using Conduit.Lab.Load;
using Conduit.Lab.Map.Load;

namespace Conduit.Tests.Lab.Map;

/// <summary>What a load is made of: its form, its command line, its requests and its lines.</summary>
public sealed class LoadOptionsTests
{
    private static readonly LabUser User = new(1, "reader", "token");

    private static readonly Corpus Corpus = new([User], [new("an-article-1", "author", ["lab"])], [], []);

    [Theory]
    [InlineData("rate", "0", "rate must be a whole number from 1 to 5000")]
    [InlineData("rate", "fast", "rate must be a whole number from 1 to 5000")]
    [InlineData("clients", "257", "clients must be a whole number from 1 to 256")]
    [InlineData("seconds", "0", "seconds must be a whole number from 1 to 3600")]
    [InlineData("write", "-1", "write must be a whole number from 0 to 100")]
    [InlineData("kind", "ajar", "kind must be open or closed")]
    public void Field_that_cannot_be_used_is_named(string name, string value, string problem) =>
        Assert.Equal((null, problem), LoadOptions.Read(field => field == name ? value : null));

    [Fact]
    public void Load_without_requests_is_refused() =>
        Assert.Contains("above 0", LoadOptions.Read(field => LoadFieldIsShare(field) ? "0" : null).Problem, StringComparison.Ordinal);

    [Fact]
    public void Fields_become_the_command_line()
    {
        var fields = new Dictionary<string, string> { ["kind"] = "closed", ["clients"] = "3", ["page"] = "0", ["seconds"] = "7" };

        var (load, problem) = LoadOptions.Read(fields.GetValueOrDefault);

        Assert.Null(problem);
        Assert.Equal(
            "load --target http://127.0.0.1:1/ --clients 3 --read 60 --write 10 --feed 10 --page 0 --seconds 7 --until-input-ends",
            string.Join(' ', load!.ToArguments(new Uri("http://127.0.0.1:1"))));
    }

    [Fact]
    public void One_request_of_many_is_traced_and_the_others_say_that_they_are_not()
    {
        var workload = new MixedWorkload(new Uri("http://127.0.0.1:1"), LoadMix.Default, Corpus, traceEvery: 10);

        var flags = Enumerable.Range(0, 100).Select(_ => TraceFlags(workload.Next())).ToList();

        Assert.Equal(10, flags.Count(flag => flag == "01"));
        Assert.Equal(90, flags.Count(flag => flag == "00"));
    }

    [Theory]
    [InlineData(1, 0, 0, "GET /api/")]
    [InlineData(0, 1, 0, "GET /api/articles/feed")]
    [InlineData(0, 0, 1, "GET /")]
    public void Share_of_a_kind_decides_which_requests_there_are(int read, int feed, int page, string start)
    {
        var workload = new MixedWorkload(new Uri("http://127.0.0.1:1"), new(read, 0, feed, page), Corpus, traceEvery: 10);

        var requests = Enumerable.Range(0, 50).Select(_ => Encoding.ASCII.GetString(workload.Next().Span)).ToList();

        Assert.All(requests, request => Assert.StartsWith(start, request, StringComparison.Ordinal));
        Assert.Equal(page > 0, requests.TrueForAll(request => !request.StartsWith("GET /api/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Lines_are_read_as_they_were_written()
    {
        var second = new LoadSecond(DateTimeOffset.UnixEpoch, 10, 1, 1.5, 20, 30.25, 1000, 2, 0);
        var example = new CounterExample("article, /api/articles/one", "edge", "bio of 0 version 1", "2 was acknowledged", ["sent"]);

        Assert.Equal(second, LoadLine.Read($"{new LoadLine(Second: second)}")!.Second);
        Assert.Equal(example.History, LoadLine.Read($"{new LoadLine(CounterExample: example)}")!.CounterExample!.History);
        Assert.Null(LoadLine.Read("signing up 8 users"));
    }

    [Fact]
    public void Figures_of_an_interval_start_over()
    {
        var interval = new IntervalRecorder();
        var recorder = new Recorder(interval);
        recorder.Add(200, TimeSpan.FromMilliseconds(2));
        recorder.Add(502, TimeSpan.FromMilliseconds(2));
        recorder.AddLost();

        var figures = interval.Take();

        Assert.Equal((3, 2), (figures.Requests, figures.Errors));
        Assert.Equal(2, figures.P999, tolerance: .01);
        Assert.Equal(0, interval.Take().Requests);
    }

    private static bool LoadFieldIsShare(string field) => field is "read" or "write" or "feed" or "page";

    private static string TraceFlags(ReadOnlyMemory<byte> request) => Encoding.ASCII.GetString(request.Span)
        .Split("\r\n")
        .Single(line => line.StartsWith("traceparent: 00-", StringComparison.Ordinal))
        .Split('-')[^1];
}
