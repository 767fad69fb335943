using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Data.Ids;
using Conduit.Tests.Application;
using Conduit.Tests.Media;

namespace Conduit.Tests.Jobs;

/// <summary>The media service learns which pictures articles and users use, also what changed while it was stopped.</summary>
[Collection(StoppableApplication.Name)]
public sealed class PictureUseTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [UploadFact]
    public async Task Pictures_of_an_article_are_known_until_it_is_changed_or_deleted()
    {
        var (author, pictures) = await AuthorAsync(2);
        var article = new { title = "Two", description = "two", body = $"![1]({pictures[0]}) {pictures[1]}" };
        var slug = await author.PublishArticleAsync(article);

        await UsesAsync(slug, pictures);
        await author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", new { article = new { body = $"![1]({pictures[1]})" } });
        await UsesAsync(slug, pictures[1]);
        await author.SendAsync(HttpMethod.Put, $"/api/articles/{slug}", new { article = new { title = "One" } });
        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.NoContent);
        await UsesAsync(slug);
    }

    [UploadFact]
    public async Task Picture_of_a_user_is_known_until_it_is_another_one()
    {
        var (person, pictures) = await AuthorAsync(1);
        var reference = $"account-{await _application.IdAsync(person)}";

        await SetAsync(pictures[0]);
        await UsesOfAsync(reference, pictures);
        await SetAsync("https://example.com/me.png");
        await UsesOfAsync(reference);

        Task SetAsync(string image) => person.SendAsync(HttpMethod.Put, "/api/user", new { user = new { image } });
    }

    [UploadFact]
    public async Task What_changes_while_the_media_service_is_stopped_delays_no_one_and_is_known_later()
    {
        var (author, pictures) = await AuthorAsync(1);
        string? slug = null;

        await _application.WithoutAsync(["media"], async () =>
        {
            slug = await author.PublishArticleAsync(new { title = "Later", description = "later", body = $"![1]({pictures[0]})" });
            Assert.True(Slug.TryReadId(slug, out var id));
            var waiting = $"select last_error from jobs where kind = 'article-pictures' and payload ->> 'articleId' = '{id}' "
                + "and last_error is not null";
            await Eventually.TrueAsync(
                async () => (await _application.AskAsync<string>(Sql.NodeOf(id), "conduit", waiting)).Count == 1, "the job has failed");
        });

        await UsesAsync(slug!, pictures);
    }

    /// <summary>A new user and the addresses of pictures that the user has uploaded.</summary>
    private async Task<(Visitor Author, string[] Pictures)> AuthorAsync(int pictures)
    {
        var author = await _application.Visitor().RegisterAsync("illustrated");
        using var media = new MediaClient(_application.App.CreateHttpClient("edge", "http"), author.Token);
        var addresses = new List<string>();
        for (var number = 0; number < pictures; number++)
        {
            var uploaded = await media.UploadAsync(TestPictures.Png(300 + number, 200));
            addresses.Add(uploaded.GetProperty("media").GetProperty("url").GetString()!);
        }

        return (author, [.. addresses]);
    }

    private Task UsesAsync(string slug, params string[] pictures)
    {
        Assert.True(Slug.TryReadId(slug, out var id));
        return UsesOfAsync(FormattableString.Invariant($"article-{id}"), pictures);
    }

    private async Task UsesOfAsync(string reference, params string[] pictures)
    {
        var database = await _application.SuperuserAsync("postgres-0");
        database.Database = "media";
        var expected = string.Join(' ', pictures.Select(IdOf).Order(StringComparer.Ordinal));
        await Eventually.GetAsync(
            async () => string.Join(' ', await Sql.RowsAsync<string>(
                database.ConnectionString, $"select picture_id::text from uses where reference = '{reference}' order by 1")),
            uses => uses == expected,
            $"{reference} uses {expected}");
    }

    // /media/17-0123456789abcdef/160.webp
    private static string IdOf(string picture) => picture.Split('/')[2].Split('-')[0];
}

/// <summary>A test that uploads pictures.</summary>
public sealed class UploadFactAttribute : NeedyFactAttribute
{
    public UploadFactAttribute() => Need(LocalAzurite.CanRun, "no Azurite: install Node.js and run ./test.sh --prepare");
}
