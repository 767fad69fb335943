using System.Security.Cryptography;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>How fast a check writes and reads: the longest pauses between two requests.</summary>
internal sealed record CheckPace(TimeSpan Write, TimeSpan Read)
{
    /// <summary>As fast as finds most.</summary>
    public static readonly CheckPace Fast = new(TimeSpan.FromMilliseconds(120), TimeSpan.FromMilliseconds(40));

    /// <summary>As slow as disturbs a load little.</summary>
    public static readonly CheckPace Gentle = new(TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(80));
}

/// <summary>Writers write, and readers check that every response shows the writes acknowledged before its request.</summary>
internal sealed class ConsistencyCheck
{
    private readonly ConsistencyClient _client;
    private readonly Tally _tally;
    private readonly CheckPace _pace;
    private readonly List<(Person One, Person Next)> _pairs;
    private readonly List<(View View, List<Register> Registers)> _views;

    private ConsistencyCheck(ConsistencyClient client, Tally tally, CheckPace pace, List<Person> people)
    {
        (_client, _tally, _pace) = (client, tally, pace);
        _pairs = [.. people.Select((person, index) => (person, people[(index + 1) % people.Count]))];
        _views = [.. _pairs.SelectMany(pair => ViewsOf(pair.One, pair.Next))];
    }

    /// <summary>Signs up the writers, of which there are at least two.</summary>
    public static async Task<ConsistencyCheck> CreateAsync(ConsistencyClient client, Tally tally, CheckPace pace, int writers)
    {
        var people = new List<Person>();
        for (var number = 0; number < writers; number++) people.Add(await SignUpAsync(client, number));
        return new(client, tally, pace, people);
    }

    /// <summary>Writes, reads and checks until the end.</summary>
    public Task RunAsync(int readers, CancellationToken cancellationToken) => Task.WhenAll(
    [
        .. _pairs.Select(pair => new Writer(pair.One, pair.Next, _pace.Write, _client, _tally).RunAsync(cancellationToken)),
        .. Enumerable.Range(0, readers).Select(_ => ReadAsync(cancellationToken)),
    ]);

    /// <summary>Reads everything once more. There are no more writes, so the responses must show the last versions.</summary>
    public async Task ReadAllAsync()
    {
        foreach (var (view, registers) in _views) await ReadAsync(view, registers);
    }

    private static IEnumerable<(View View, List<Register> Registers)> ViewsOf(Person one, Person next) =>
        View.Of(one, next).Select(view => (view, one.Registers.Concat(next.Registers).ToList()));

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var previous = new Dictionary<View, ViewResponse?>();
        while (!cancellationToken.IsCancellationRequested)
        {
            var (view, registers) = _views[Random.Shared.Next(_views.Count)];
            var (before, sent) = (Now(registers), DateTimeOffset.Now);
            var response = await _client.ReadAsync(view.Path, view.Reader, previous.GetValueOrDefault(view));
            _tally.Check(view, response, before, sent);
            previous[view] = response;
            await Task.Delay(_pace.Read * Random.Shared.NextDouble(), cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(View view, List<Register> registers)
    {
        const int MaxAttempts = 20;
        for (var attempt = 1; ; attempt++)
        {
            var (before, sent) = (Now(registers), DateTimeOffset.Now);
            var response = await _client.ReadAsync(view.Path, view.Reader, before: null);
            if (response is null or { IsPartial: true } && attempt < MaxAttempts)
            {
                await Task.Delay(500);
                continue;
            }

            _tally.Check(view, response, before, sent);
            return;
        }
    }

    private static Dictionary<Register, Bounds> Now(List<Register> registers) =>
        registers.ToDictionary(register => register, register => register.Now);

    private static async Task<Person> SignUpAsync(ConsistencyClient api, int number)
    {
        var run = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var name = $"honest-{run}";
        var user = new { username = name, email = $"{name}@lab.example", password = RandomNumberGenerator.GetHexString(32) };
        var response = await api.WriteAsync("POST", "/api/users", user: null, JsonSerializer.Serialize(new { user }), LogFailure);
        var writer = new LabUser(0, name, response.GetProperty("user").GetProperty("token").GetString()!);
        var article = new { title = "It stays", description = "d", body = "b", tagList = new[] { run } };
        response = await api.WriteAsync("POST", "/api/articles", writer, JsonSerializer.Serialize(new { article }), LogFailure);
        return new Person(number, writer, response.GetProperty("article").GetProperty("slug").GetString()!, run);

        static void LogFailure(string failure) => Progress.Say($"signing up failed ({failure}): is the system up? Retrying");
    }
}
