using System.Text.Json;
using Conduit.Lab.Map.Requests;

namespace Conduit.Tests.Lab.Requests;

/// <summary>Spans from the dashboard's OTLP, and their places in the drawing.</summary>
public sealed class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private const string Response = $$$"""
        {"data":{"resourceSpans":[
          {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api-1"}}]},
           "scopeSpans":[{"spans":[
             {"traceId":"{{{Trace}}}","spanId":"b","parentSpanId":"a","name":"GET /api/articles",
              "startTimeUnixNano":"1700000000002000000","endTimeUnixNano":"1700000000009000000",
              "attributes":[{"key":"http.response.status_code","value":{"intValue":"200"}},
                            {"key":"conduit.cache.tier","value":{"stringValue":"replica"}}]},
             {"traceId":"{{{Trace}}}","spanId":"c","parentSpanId":"b","name":"ids of a list",
              "startTimeUnixNano":"1700000000003000000","endTimeUnixNano":"1700000000005500000","status":{"code":2},
              "attributes":[{"key":"db.query.text","value":{"stringValue":"select 1"}},
                            {"key":"db.namespace","value":{"stringValue":"conduit"}}]},
             {"traceId":"another","spanId":"x","name":"other","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]},
          {"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"edge"}}]},
           "scopeSpans":[{"spans":[
             {"traceId":"{{{Trace}}}","spanId":"a","name":"GET",
              "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000010000000"}]}]}
        ]}}
        """;

    private static readonly IReadOnlyList<Span> Spans = TraceReader.Parse(JsonDocument.Parse(Response).RootElement, Trace);

    [Fact]
    public void Spans_of_the_trace_are_read_in_the_order_of_their_starts()
    {
        Assert.Equal(["edge", "api-1", "api-1"], Spans.Select(span => span.Service));
        Assert.Equal([0, 2, 3], Spans.Select(span => span.Start));
        Assert.Equal([10, 7, 2.5], Spans.Select(span => span.Milliseconds));
        Assert.Equal([null, "replica", null], Spans.Select(span => span.Tier));
        Assert.Equal([null, null, "select 1"], Spans.Select(span => span.Sql));
        Assert.Equal([false, false, true], Spans.Select(span => span.IsError));
        Assert.Equal("200", Spans[1].Status);
    }

    [Fact]
    public void A_response_without_spans_has_none() =>
        Assert.Empty(TraceReader.Parse(JsonDocument.Parse("""{"data":{}}""").RootElement, Trace));

    [Fact]
    public void Each_server_and_database_has_a_lane_and_spans_of_a_lane_do_not_overlap()
    {
        var again = Spans[1] with { Id = "d", Start = 4, Milliseconds = 1 };

        var drawing = SpanDrawing.Of([.. Spans, again]);

        Assert.Equal(["edge", "api-1", "conduit"], drawing.Lanes.Select(lane => lane.Name));
        Assert.Equal([1, 2, 1], drawing.Lanes.Select(lane => lane.Rows));
        Assert.Equal(4, drawing.Bars.Select(bar => bar.Y).Distinct().Count());
        Assert.All(drawing.Bars, bar => Assert.True(bar.X >= SpanDrawing.Left && bar.X + bar.Width <= SpanDrawing.Width));
    }

    [Fact]
    public void Request_names_its_trace_and_whether_it_is_recorded()
    {
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-00$", TraceParent.NotSampled());
        Assert.NotEqual(TraceParent.NotSampled(), TraceParent.NotSampled());
    }
}
