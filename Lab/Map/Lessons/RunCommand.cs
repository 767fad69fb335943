using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Conduit.Lab.Map.Lessons.Catalog;
using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Options;

namespace Conduit.Lab.Map.Lessons;

/// <summary><c>lab run</c>: runs a lesson in the lab that serves the system map, and prints its table.</summary>
internal static class RunCommand
{
    private const int DefaultPort = 5090;

    // A stop or a start of a server may take as long without progress.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private static readonly Argument<string?> Name = new("lesson")
    {
        Description = "The lesson: --list shows all of them",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ReadName,
    };

    private static readonly Option<bool> List = new("--list") { Description = "List the lessons" };

    private static readonly Option<double> Seconds = CommonOptions.Seconds(
        "How long each phase is measured, from 1 to 60",
        LessonRunner.DefaultSeconds,
        LessonPagesExtensions.MaxSeconds,
        LessonPagesExtensions.MinSeconds);

    private static readonly Option<Uri> Lab =
        CommonOptions.Address("--lab", "The address of the system map", service: "lab", DefaultPort);

    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Save the result as Markdown", HelpName = "file" };

    public static Command Create()
    {
        var command = new Command("run", "Run a lesson of the system map without its page") { Name, List, Seconds, Lab, Out };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(List)
            ? ListAsync()
            : RunAsync(
                parsed.GetValue(Name) ?? throw new LabException("Give the name of a lesson; lab run --list shows all of them."),
                parsed.GetValue(Seconds),
                parsed.GetRequiredValue(Lab),
                parsed.GetValue(Out),
                cancellationToken));
        return command;
    }

    private static async Task<int> ListAsync()
    {
        var width = LessonCatalog.All.Max(lesson => lesson.Name.Length);
        foreach (var lesson in LessonCatalog.All) await Console.Out.WriteLineAsync($"{lesson.Name.PadRight(width)}  {lesson.Question}");
        return 0;
    }

    private static async Task<int> RunAsync(string lesson, double seconds, Uri lab, FileInfo? file, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = lab, Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            await foreach (var progress in ReadAsync(http, lesson, seconds, timeout.Token))
            {
                timeout.CancelAfter(Timeout);
                if (progress.Failure is { } failure) throw new LabException(failure);
                if (progress.Result is { } result) return await WriteAsync(result, file, cancellationToken);
                await Console.Error.WriteLineAsync(progress.Text);
            }
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LabException($"The lab has reported nothing for {Timeout.TotalMinutes} minutes.", cause);
        }
        catch (IOException cause)
        {
            throw new LabException($"The connection to the lab has ended during the run ({cause.Message}): was it stopped?", cause);
        }

        throw new LabException("The lab has ended the run without a result: was it stopped?");
    }

    private static async Task<int> WriteAsync(LessonResult result, FileInfo? file, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync($"\n{result.Title}\n\n{ResultMarkdown.Table(result)}\n\n{result.Sentence}\n{result.Machine}");
        if (file is not null) await File.WriteAllTextAsync(file.FullName, result.Markdown, cancellationToken);
        return result.Problems.Count == 0 ? 0 : 1;
    }

    private static async IAsyncEnumerable<LessonProgress> ReadAsync(
        HttpClient http,
        string lesson,
        double seconds,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/lessons/{lesson}/runs?seconds={seconds}");
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        using var response = await SendAsync(http, request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var events = SseParser.Create(
            stream, (_, data) => JsonSerializer.Deserialize<LessonProgress>(data, JsonSerializerOptions.Web)!);
        await foreach (var one in events.EnumerateAsync(cancellationToken)) yield return one.Data;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new LabException($"{request.RequestUri} returned {(int)response.StatusCode}: {body}");
            }
        }
        catch (HttpRequestException cause)
        {
            throw new LabException(
                $"No lab responds at {http.BaseAddress} ({cause.Message}). Start the system with ./run.sh, or give another --lab.", cause);
        }
    }

    private static string? ReadName(ArgumentResult result)
    {
        if (result.Tokens is not [var token]) return null;
        if (LessonCatalog.Find(token.Value) is null)
            result.AddError($"There is no lesson '{token.Value}': lab run --list shows all of them.");
        return token.Value;
    }
}
