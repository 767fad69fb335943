using System.Net;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Conduit.Edge.Balancing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab.Map;

/// <summary>Switches and load of the system map, as the page's forms and scripts send them.</summary>
[Collection(SharedApplication.Name)]
public sealed class ControlTests(WholeApplication whole)
{
    private const string Unsafe = "Unsafe:ServeWithoutValidation";

    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public async Task Switches_are_the_live_settings_of_the_services()
    {
        using var http = Http();
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "configuration.md"));
        var start = document.IndexOf("## Live settings", StringComparison.Ordinal);
        var section = document[start..document.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];

        var switches = await SwitchesAsync(http);

        Assert.All(switches.Keys, name => Assert.Contains($"`{name}`", section, StringComparison.Ordinal));
        Assert.Equal(section.Split('`').Count(part => part.Contains(':') && !part.Contains(' ')), switches.Count);
        Assert.Equal(
            BalancingPolicies.Names.Order(),
            switches["Edge:Balancing"].GetProperty("values").EnumerateArray().Select(value => value.GetString()!).Order());
        // The tests' application has them off.
        Assert.Equal("false", switches["RateLimits:Enabled"].GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("/switches/Edge:Coche", "value=true", "Edge:Cache")]
    [InlineData("/switches/Edge:Cache", "value=perhaps", "true, false")]
    [InlineData("/switches/Edge:Cache", "", "true, false")]
    [InlineData("/load", "rate=fast", "from 1 to 5000")]
    public async Task Bad_input_is_refused_with_what_is_possible(string path, string form, string reason)
    {
        using var http = Http();
        using var content = new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded"));

        using var answer = await http.PostAsync(path, content);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "garbage")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "value=true")]
    public async Task Form_that_cannot_be_read_is_refused(string type, string body)
    {
        using var http = Http();
        using var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        using var answer = await http.PostAsync("/switches/Edge:Cache", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Form_without_scripts_that_is_refused_gets_a_page_with_the_reason()
    {
        using var http = Http();
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        using var form = new FormUrlEncodedContent([new("path", "api/articles")]);

        using var answer = await http.PostAsync("/request", form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("must begin with one /", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_without_scripts_returns_to_its_place_on_the_page()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = _application.App.GetEndpoint("lab", "http") };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        var page = await http.GetStringAsync("/");
        using var form = new FormUrlEncodedContent([new("value", "PowerOfTwoChoices"), new("leased", "true")]);

        using var answer = await http.PostAsync("/switches/Edge:Balancing", form);

        Assert.Equal((HttpStatusCode.Found, "/#switches"), (answer.StatusCode, $"{answer.Headers.Location}"));
        Assert.Contains("action=\"/switches/Edge:Balancing\"", page, StringComparison.Ordinal);
        Assert.Contains("action=\"/load\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public Task Load_is_checked_and_a_rule_that_is_switched_off_shows_a_stale_answer() => _application.TellingAsync(async _ =>
    {
        using var http = Http();
        await using var events = await MapEvents.OpenAsync(http);
        await PostAsync(http, "/load", ("kind", "open"), ("rate", "20"), ("read", "70"), ("write", "30"), ("feed", "0"), ("page", "0"));
        try
        {
            var sound = await LoadAsync(load => Stale(load) is (0, > 20), "the check has checked some answers");
            Assert.EndsWith("req/s", sound.GetProperty("rate").GetString(), StringComparison.Ordinal);

            await SetAsync(http, Unsafe, "true");
            var broken = await LoadAsync(load => load.GetProperty("counterExample").ValueKind == JsonValueKind.Object, "a stale answer");
            Assert.True(broken.GetProperty("isBroken").GetBoolean());
            var example = broken.GetProperty("counterExample");
            Assert.StartsWith($"{Unsafe} was on", example.GetProperty("why").GetString(), StringComparison.Ordinal);
            Assert.True(example.GetProperty("history").GetArrayLength() > 2, $"{example}");

            await SetAsync(http, Unsafe, "false");
            var before = (Stale: -1L, Checked: 0L);
            await LoadAsync(
                load =>
                {
                    var now = Stale(load);
                    if (now.Stale != before.Stale) before = now;
                    return now.Checked > before.Checked + 60;
                },
                "no further answer is stale");
        }
        finally
        {
            await PostAsync(http, "/load/stop");
            await SetAsync(http, Unsafe, "false");
        }

        await LoadAsync(load => !load.GetProperty("isRunning").GetBoolean(), "the load has ended");
        Assert.False(File.Exists(_application.LiveSettings));

        async Task<JsonElement> LoadAsync(Func<JsonElement, bool> condition, string what) =>
            (await events.UntilAsync(figures => condition(figures.Load), what)).Load;
    });

    private static (long Stale, long Checked) Stale(JsonElement load)
    {
        // As in "0 stale answers of 1,204 · 0 acknowledged writes lost".
        var words = load.GetProperty("check").GetString()!.Replace(",", "", StringComparison.Ordinal).Split(' ');
        return words.Length > 4 ? (long.Parse(words[0], null), long.Parse(words[4], null)) : (0, 0);
    }

    private static async Task<Dictionary<string, JsonElement>> SwitchesAsync(HttpClient http) =>
        JsonDocument.Parse(await http.GetStringAsync("/switches")).RootElement.EnumerateArray()
            .ToDictionary(one => one.GetProperty("name").GetString()!);

    private static Task SetAsync(HttpClient http, string name, string value) =>
        PostAsync(http, $"/switches/{name}", ("value", value));

    private static async Task PostAsync(HttpClient http, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await http.PostAsync(path, form);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
    }

    private HttpClient Http() => _application.App.CreateHttpClient("lab", "http");
}
