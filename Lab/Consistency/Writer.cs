using System.Text.Json;

namespace Conduit.Lab.Consistency;

/// <summary>
/// Changes what is his again and again. A write whose outcome is unknown is sent again until it is acknowledged; each may be, for a key
/// tells that it is the same.
/// </summary>
internal sealed class Writer(Person person, Person next, ConsistencyClient client, Tally tally)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(120);

    private string? _comment;
    private string? _publication;

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await DoAsync(Random.Shared.Next(6));
            await Task.Delay(LongestPause * Random.Shared.NextDouble(), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task DoAsync(int deed) => deed switch
    {
        0 => WriteAsync(person.Bio, "PUT", "/api/user", version => new { user = new { bio = Person.Text(version) } }),
        1 => WriteAsync(person.Description, "PUT", person.Path, version => new { article = new { description = Person.Text(version) } }),
        2 => SwitchAsync(person.Favorite, $"{next.Path}/favorite"),
        3 => SwitchAsync(person.Follow, $"/api/profiles/{next.Name}/follow"),
        4 => CommentAsync(),
        _ => PublishAsync(),
    };

    private Task<JsonElement> SwitchAsync(Register register, string path) => WriteAsync(register, register.Now.To % 2 == 0 ? "POST" : "DELETE", path, _ => null);

    private async Task CommentAsync()
    {
        var answer = await WriteAsync(person.Comment, "POST", $"{next.Path}/comments", version => new { comment = new { body = Person.Text(version) } });
        var before = _comment;
        _comment = $"{next.Path}/comments/{answer.GetProperty("comment").GetProperty("id").GetInt64()}";
        await DeleteAsync(person.DeletedComment, before);
    }

    private async Task PublishAsync()
    {
        var answer = await WriteAsync(
            person.Published, "POST", "/api/articles", version => new { article = new { title = Person.Text(version), description = "d", body = "b", tagList = new[] { person.Tag } } });
        var before = _publication;
        _publication = $"/api/articles/{answer.GetProperty("article").GetProperty("slug").GetString()}";
        await DeleteAsync(person.DeletedPublication, before);
    }

    private async Task DeleteAsync(Register register, string? path)
    {
        if (path is not null) await WriteAsync(register, "DELETE", path, _ => null);
    }

    private async Task<JsonElement> WriteAsync(Register register, string method, string path, Func<long, object?> body)
    {
        var version = register.Begin();
        var json = body(version) is { } content ? JsonSerializer.Serialize(content) : null;
        var start = TimeProvider.System.GetTimestamp();
        var isRepeated = false;
        var answer = await client.WriteAsync(method, path, person.User, json, why =>
        {
            isRepeated = true;
            tally.Unanswered(why);
        });
        register.Acknowledge();
        tally.AddWrite(TimeProvider.System.GetElapsedTime(start), isRepeated);
        return answer;
    }
}
