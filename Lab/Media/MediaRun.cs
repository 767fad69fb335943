using System.Diagnostics;
using Conduit.Lab.Api;
using Conduit.Lab.Edge;
using Conduit.Lab.Load;
using static System.FormattableString;

namespace Conduit.Lab.Media;

/// <summary>A run of <c>lab media</c>.</summary>
internal sealed class MediaRun(MediaOptions options, CancellationToken cancellationToken)
{
    public const string Hits = "hits";
    public const string Uploads = "uploads";
    public const string Shown = "shown";
    public const string Articles = "articles";

    private const string List = "/api/articles?limit=20";
    private const int Connections = 32;
    private const int Rounds = 3;
    private const int AtOnce = 20;
    private const int Photographs = 20;
    private const int ReadsPerSecond = 50;

    public async Task<int> RunAsync()
    {
        using var client = new LabClient(options.Edge, cancellationToken);
        var corpus = await new SetUp(new(AtOnce, Articles: 40, WithOwn: false), client, cancellationToken).RunAsync();
        using var uploader = new Uploader(options.Server, cancellationToken);
        if (options.Has(Hits)) await MeasureHitsAsync(uploader, corpus);
        if (options.Has(Shown)) await MeasureShownAsync(uploader, corpus);
        if (options.Has(Uploads)) await MeasureUploadsAsync(uploader, corpus);
        if (options.Has(Articles)) await MeasureArticlesAsync(uploader, corpus);
        return 0;
    }

    // In turn, so that both meet the same machine.
    private async Task MeasureHitsAsync(Uploader uploader, Corpus corpus)
    {
        var folder = Directory.CreateTempSubdirectory("conduit-lab-");
        try
        {
            var picture = await uploader.UploadAsync(corpus.Users[0], Photograph.Draw(2048, 1536, seed: 1));
            var path = $"{picture.Path}/640.webp";
            var bytes = await uploader.GetAsync(options.Edge, path);
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "640.webp"), bytes, cancellationToken);
            await using var nginx = await NginxProcess.ServeAsync(options.Nginx, folder, "/640.webp", cancellationToken)
                ?? throw new LabException("nginx was not found: give its path with --nginx.");
            var edgeLoad = Side.Api(options.Edge).Workload([new("GET", path)]);
            var nginxLoad = Side.Api(nginx.Address).Workload([new("GET", "/640.webp")]);
            await ClosedLoop.RunAsync(edgeLoad, Connections, options.Time, cancellationToken);
            await ClosedLoop.RunAsync(nginxLoad, Connections, options.Time, cancellationToken);
            for (var round = 1; round <= Rounds; round++)
            {
                var edge = await ClosedLoop.RunAsync(edgeLoad, Connections, options.Time, cancellationToken);
                var files = await ClosedLoop.RunAsync(nginxLoad, Connections, options.Time, cancellationToken);
                if (edge.Errors + files.Errors > 0) throw new LabException($"{edge.Errors + files.Errors} requests failed.");
                Print(
                    Invariant($"hits of {bytes.Length / 1024.0:0} kB, {Connections} connections: edge {edge.Rate:N0}/s, "),
                    Invariant($"nginx {files.Rate:N0}/s, ratio {edge.Rate / files.Rate:0.00}"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task MeasureUploadsAsync(Uploader uploader, Corpus corpus)
    {
        var picture = Photograph.OfSize(4 << 20);
        using var memory = new ProcessMemory("MediaService", cancellationToken);
        var before = memory.Megabytes;
        var watch = Stopwatch.StartNew();
        var uploads = await Task.WhenAll(corpus.Users.Take(AtOnce).Select(user => uploader.UploadAsync(user, picture)));
        var received = watch.Elapsed;
        foreach (var (user, upload) in corpus.Users.Zip(uploads)) await uploader.ReadyAsync(user, upload);
        Print(
            Invariant($"{AtOnce} uploads of {picture.Length / 1048576.0:0.0} MB at once: received after {received.TotalSeconds:0.0} s, "),
            Invariant($"all variants made after {watch.Elapsed.TotalSeconds:0.0} s; "),
            Invariant($"memory {before} MB before, at most {memory.MaxMegabytes} MB"));
    }

    // As a page does: it uploads, and then shows what the response names.
    private async Task MeasureShownAsync(Uploader uploader, Corpus corpus)
    {
        var recorder = new Recorder();
        for (var number = 0; number <= Photographs; number++)
        {
            var photograph = Photograph.Draw(2048, 1536, seed: number);
            var watch = Stopwatch.StartNew();
            var picture = await uploader.UploadAsync(corpus.Users[number % corpus.Users.Count], photograph);
            await uploader.GetAsync(options.Edge, picture.Url);
            // The first one includes the time of the just-in-time compiler.
            if (number > 0) recorder.Add(200, watch.Elapsed);
            await uploader.ReadyAsync(corpus.Users[number % corpus.Users.Count], picture);
        }

        var all = Measurement.Of([recorder], TimeSpan.FromSeconds(1));
        Print(Invariant($"from upload to shown, photograph of 3 MP: p50 {all.P50:0} ms, p99 {all.P99:0} ms"));
    }

    private async Task MeasureArticlesAsync(Uploader uploader, Corpus corpus)
    {
        var reads = (Side.Api(options.Edge) with { BypassesEdgeCache = true }).Workload([new("GET", List)]);
        await OpenLoop.RunAsync(reads, Connections, ReadsPerSecond, options.Time, cancellationToken);
        for (var round = 1; round <= Rounds; round++)
        {
            var alone = await OpenLoop.RunAsync(reads, Connections, ReadsPerSecond, options.Time * 2, cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var uploading = UploadAllTheTimeAsync(uploader, corpus.Users, stop.Token);
            var beside = await OpenLoop.RunAsync(reads, Connections, ReadsPerSecond, options.Time * 2, cancellationToken);
            await stop.CancelAsync();
            var count = await uploading;
            Print(
                Invariant($"{List} at {ReadsPerSecond}/s: p99 {alone.P99:0.0} ms alone, {beside.P99:0.0} ms beside {count} uploads, "),
                Invariant($"ratio {beside.P99 / alone.P99:0.00}; errors {alone.Errors + beside.Errors}"));
        }
    }

    private static async Task<int> UploadAllTheTimeAsync(Uploader uploader, IReadOnlyList<LabUser> users, CancellationToken stop)
    {
        var photograph = Photograph.Draw(2048, 1536, seed: 7);
        var count = 0;
        while (!stop.IsCancellationRequested)
        {
            await uploader.UploadAsync(users[count % users.Count], photograph);
            count++;
            await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return count;
    }

    private static void Print(params ReadOnlySpan<string> parts) => Console.WriteLine(string.Concat(parts));
}
