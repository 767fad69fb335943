using System.Security.Cryptography;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>
/// A run of <c>lab consistency</c>: some write, some read and check, something is disturbed; and in the end everything is read once more.
/// </summary>
internal static class ConsistencyRun
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(ConsistencyOptions options, CancellationToken cancellationToken)
    {
        using var client = new ConsistencyClient(options.Target);
        Progress.Say($"signing up {options.Writers} writers at {options.Target}");
        var people = new List<Person>();
        for (var number = 0; number < options.Writers; number++) people.Add(await SignUpAsync(client, number));
        var pairs = people.Select((person, index) => (One: person, Next: people[(index + 1) % people.Count])).ToList();
        var views = pairs.SelectMany(pair => View.Of(pair.One, pair.Next).Select(view => (View: view, Registers: pair.One.Registers.Concat(pair.Next.Registers).ToList()))).ToList();

        var tally = new Tally();
        await using var disturber = await FaultInjector.CreateAsync(tally);
        if (!disturber.IsAble) Progress.Say("nothing is disturbed: for that, start `lab` in the dashboard, where it is given Redis and Postgres");
        await using var events = await FreshnessEvents.CountAsync(tally);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(options.Time);
        await Task.WhenAll([
            .. pairs.Select(pair => new Writer(pair.One, pair.Next, client, tally).RunAsync(end.Token)),
            .. Enumerable.Range(0, options.Readers).Select(_ => ReadAsync(views, client, tally, end.Token)),
            .. disturber.IsAble ? new[] { disturber.RunAsync(end.Token) } : [],
            SayAsync(tally, options.Time, end.Token)]);

        Progress.Say("reading everything once more");
        foreach (var (view, registers) in views) await CheckAsync(view, registers, client, tally);
        Console.WriteLine(tally.Report());
        return tally.IsWell ? 0 : 1;
    }

    private static async Task ReadAsync(List<(View View, List<Register> Registers)> views, ConsistencyClient client, Tally tally, CancellationToken end)
    {
        var remembered = new Dictionary<View, Seen?>();
        while (!end.IsCancellationRequested)
        {
            var (view, registers) = views[Random.Shared.Next(views.Count)];
            var before = Now(registers);
            var seen = await client.ReadAsync(view.Path, view.Reader, remembered.GetValueOrDefault(view));
            tally.Check(view, seen, before);
            remembered[view] = seen;
            await Task.Delay(LongestPause * Random.Shared.NextDouble(), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Nothing is written any more, so this is what must have come of it all.
    private static async Task CheckAsync(View view, List<Register> registers, ConsistencyClient client, Tally tally)
    {
        const int MostTries = 20;
        for (var tries = 1; ; tries++)
        {
            var before = Now(registers);
            var seen = await client.ReadAsync(view.Path, view.Reader, before: null);
            if (seen is null or { IsPartial: true } && tries < MostTries)
            {
                await Task.Delay(500);
                continue;
            }

            tally.Check(view, seen, before);
            return;
        }
    }

    private static Dictionary<Register, Bounds> Now(List<Register> registers) => registers.ToDictionary(register => register, register => register.Now);

    private static async Task SayAsync(Tally tally, TimeSpan time, CancellationToken end)
    {
        var watch = TimeProvider.System.GetTimestamp();
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(Report, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Progress.Say($"{TimeProvider.System.GetElapsedTime(watch):mm\\:ss} of {time:hh\\:mm\\:ss}: {tally.Writes} writes, {tally.Reads} reads, {tally.Faults} faults");
        }
    }

    private static async Task<Person> SignUpAsync(ConsistencyClient api, int number)
    {
        var run = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var name = $"honest-{run}";
        var user = new { username = name, email = $"{name}@lab.example", password = RandomNumberGenerator.GetHexString(32) };
        var answer = await api.WriteAsync("POST", "/api/users", user: null, JsonSerializer.Serialize(new { user }), Say);
        var writer = new LabUser(0, name, answer.GetProperty("user").GetProperty("token").GetString()!);
        var article = new { title = "It stays", description = "d", body = "b", tagList = new[] { run } };
        answer = await api.WriteAsync("POST", "/api/articles", writer, JsonSerializer.Serialize(new { article }), Say);
        return new Person(number, writer, answer.GetProperty("article").GetProperty("slug").GetString()!, run);

        static void Say(string why) => Progress.Say($"not answered ({why}): is the system up? Trying again");
    }
}
