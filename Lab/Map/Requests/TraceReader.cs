using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Conduit.Lab.Map.Requests;

/// <summary>Reads traces from the HTTP API of Aspire's dashboard, which returns them as OTLP in JSON.</summary>
internal sealed class TraceReader(HttpClient http, IOptions<TraceOptions> options)
{
    public const string KeyHeader = "x-api-key";

    private const double NanosecondsInMillisecond = 1e6;

    /// <summary>Whether there is a dashboard that can be read.</summary>
    public bool HasDashboard => options.Value.IsKnown;

    /// <summary>The page of a trace in the dashboard.</summary>
    public Uri PageOf(string trace) => new(options.Value.Address!, $"/traces/detail/{trace}");

    /// <summary>The spans of a trace in the order of their starts; empty while there are none.</summary>
    public async Task<IReadOnlyList<Span>> ReadAsync(string trace, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync($"/api/telemetry/traces/{trace}", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return [];
        response.EnsureSuccessStatusCode();
        return Parse(await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken), trace);
    }

    /// <summary>Reads the spans of a trace from the API's response.</summary>
    internal static IReadOnlyList<Span> Parse(JsonElement response, string trace)
    {
        var found = new List<(Span Span, double Start)>();
        if (!response.TryGetProperty("data", out var data) || !data.TryGetProperty("resourceSpans", out var resources)) return [];
        foreach (var resource in resources.EnumerateArray())
        {
            var service = First(AttributesOf(resource.GetProperty("resource")), "service.name") ?? "";
            var spans = resource.GetProperty("scopeSpans").EnumerateArray()
                .SelectMany(scope => scope.GetProperty("spans").EnumerateArray());
            found.AddRange(spans.Where(span => Text(span, "traceId") == trace).Select(span => Read(span, service)));
        }

        if (found.Count == 0) return [];
        var first = found.Min(one => one.Start);
        return [.. found.OrderBy(one => one.Start).Select(one => one.Span with { Start = one.Start - first })];
    }

    private static (Span Span, double Start) Read(JsonElement span, string service)
    {
        var attributes = AttributesOf(span);
        var (start, end) = (Time(span, "startTimeUnixNano"), Time(span, "endTimeUnixNano"));
        var isError = span.TryGetProperty("status", out var status) && status.TryGetProperty("code", out var code)
            && code.ToString() is "2" or "STATUS_CODE_ERROR";
        var sql = First(attributes, "db.query.text", "db.statement");
        return (
            new(
                Text(span, "spanId"),
                service,
                Text(span, "name"),
                0,
                end - start,
                sql,
                sql is null ? null : First(attributes, "db.namespace", "db.name"),
                First(attributes, "conduit.cache.tier"),
                First(attributes, "http.response.status_code"),
                isError),
            start);
    }

    private static string? First(Dictionary<string, string> attributes, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (attributes.TryGetValue(name, out var value)) return value;
        }

        return null;
    }

    private static Dictionary<string, string> AttributesOf(JsonElement element)
    {
        var values = new Dictionary<string, string>();
        if (!element.TryGetProperty("attributes", out var attributes)) return values;
        foreach (var attribute in attributes.EnumerateArray())
        {
            // A value is an object with one property, which is named by its type.
            var value = attribute.GetProperty("value").EnumerateObject().FirstOrDefault();
            if (value.Value.ValueKind is not JsonValueKind.Undefined) values[Text(attribute, "key")] = value.Value.ToString();
        }

        return values;
    }

    // Numbers of 64 bits are texts in OTLP's JSON; some writers send numbers.
    private static double Time(JsonElement span, string name) =>
        decimal.TryParse(span.GetProperty(name).ToString(), CultureInfo.InvariantCulture, out var nanoseconds)
            ? (double)(nanoseconds / (decimal)NanosecondsInMillisecond)
            : 0;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
