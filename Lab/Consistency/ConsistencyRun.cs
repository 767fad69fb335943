using System.Security.Cryptography;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>
/// A run of <c>lab consistency</c>: writers write, readers read and check, faults are injected, and at the end all views are read once
/// more.
/// </summary>
internal static class ConsistencyRun
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(ConsistencyOptions options, CancellationToken cancellationToken)
    {
        using var client = new ConsistencyClient(options.Target);
        Progress.Say($"signing up {options.Writers} writers at {options.Target}");
        var people = new List<Person>();
        for (var number = 0; number < options.Writers; number++) people.Add(await SignUpAsync(client, number));
        var pairs = people.Select((person, index) => (One: person, Next: people[(index + 1) % people.Count])).ToList();
        var views = pairs.SelectMany(pair => ViewsOf(pair.One, pair.Next)).ToList();

        var tally = new Tally();
        await using var injector = await FaultInjector.CreateAsync(tally);
        if (!injector.HasFaults)
            Progress.Say("no faults are injected: start `benchmark` in the dashboard, which sets the connection strings that they need");
        await using var events = await FreshnessEvents.CountAsync(tally);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(options.Time);
        await Task.WhenAll([
            .. pairs.Select(pair => new Writer(pair.One, pair.Next, client, tally).RunAsync(end.Token)),
            .. Enumerable.Range(0, options.Readers).Select(_ => ReadAsync(views, client, tally, end.Token)),
            .. injector.HasFaults ? new[] { injector.RunAsync(end.Token) } : [],
            ReportProgressAsync(tally, options.Time, end.Token)]);

        Progress.Say("reading everything once more");
        foreach (var (view, registers) in views) await CheckAsync(view, registers, client, tally);
        Console.WriteLine(tally.Report());
        return tally.IsConsistent ? 0 : 1;
    }

    private static IEnumerable<(View View, List<Register> Registers)> ViewsOf(Person one, Person next) =>
        View.Of(one, next).Select(view => (view, one.Registers.Concat(next.Registers).ToList()));

    private static async Task ReadAsync(
        List<(View View, List<Register> Registers)> views, ConsistencyClient client, Tally tally, CancellationToken cancellationToken)
    {
        var previous = new Dictionary<View, ViewResponse?>();
        while (!cancellationToken.IsCancellationRequested)
        {
            var (view, registers) = views[Random.Shared.Next(views.Count)];
            var before = Now(registers);
            var response = await client.ReadAsync(view.Path, view.Reader, previous.GetValueOrDefault(view));
            tally.Check(view, response, before);
            previous[view] = response;
            await Task.Delay(MaxPause * Random.Shared.NextDouble(), cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // There are no more writes, so the response must show the last version of each register.
    private static async Task CheckAsync(View view, List<Register> registers, ConsistencyClient client, Tally tally)
    {
        const int MaxAttempts = 20;
        for (var attempt = 1; ; attempt++)
        {
            var before = Now(registers);
            var response = await client.ReadAsync(view.Path, view.Reader, before: null);
            if (response is null or { IsPartial: true } && attempt < MaxAttempts)
            {
                await Task.Delay(500);
                continue;
            }

            tally.Check(view, response, before);
            return;
        }
    }

    private static Dictionary<Register, Bounds> Now(List<Register> registers) =>
        registers.ToDictionary(register => register, register => register.Now);

    private static async Task ReportProgressAsync(Tally tally, TimeSpan time, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(ReportInterval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            Progress.Say(
                $"{elapsed:mm\\:ss} of {time:hh\\:mm\\:ss}: {tally.Writes} writes, {tally.Reads} reads, {tally.Violations} violations");
        }
    }

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
