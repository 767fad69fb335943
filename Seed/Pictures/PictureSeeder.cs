using Conduit.Data;
using Conduit.Data.Accounts;
using Conduit.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Conduit.Seed.Pictures;

/// <summary>
/// Gives faces to some seeded users and pictures to some articles, drawn here and uploaded to the media service. Without that service the
/// seeded world has no pictures; the next run adds them.
/// </summary>
internal sealed class PictureSeeder(Databases databases, IHttpClientFactory http, IConfiguration configuration)
{
    private const int Faces = 16;
    private const int Landscapes = 16;
    private const int FaceWidth = 320;

    // At the AppHost's start the services start while the databases are seeded.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public async Task AddAsync(Action<string> log, CancellationToken cancellationToken)
    {
        if (!configuration.GetSection("services:edge").Exists()) return;
        if (await SeedPlans.FindAsync(databases.Accounts, cancellationToken) is not { IsFinished: true } plan) return;
        var world = new World(plan, new SeedPasswords());
        // This user gets a picture last.
        var last = PictureRows.HasPicture(world.Account(JohnDoe.User).Id);
        if (await databases.Accounts.ReadPrimaryAsync(last, cancellationToken)) return;
        try
        {
            using var client = http.CreateClient(PictureUploader.Client);
            var uploader = new PictureUploader(client);
            await SignInAsync(uploader, cancellationToken);
            await AddAsync(plan, world, uploader, log, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            log($"There are no pictures, because the media service did not accept them ({e.Message}). The next run adds them.");
        }
    }

    private static async Task SignInAsync(PictureUploader uploader, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await uploader.SignInAsync(cancellationToken);
                return;
            }
            catch (HttpRequestException) when (TimeProvider.System.GetElapsedTime(start) < StartTime)
            {
                await Task.Delay(RetryDelay, cancellationToken);
            }
        }
    }

    private async Task AddAsync(
        SeedPlan plan, World world, PictureUploader uploader, Action<string> log, CancellationToken cancellationToken)
    {
        await using var accounts = new AccountsContext(
            new DbContextOptionsBuilder<AccountsContext>().UseNpgsql(databases.Accounts.Primary).Options);
        var shards = new SeedShards(databases, await SeedShards.ReadPlacesAsync(accounts, cancellationToken));
        var (faces, landscapes) = (Math.Min(Faces, plan.Users), Math.Min(Landscapes, plan.Articles));
        var progress = new SeedProgress("pictures", faces + landscapes, log);
        for (var number = 0; number < landscapes; number++)
        {
            // Every second one of the newest articles.
            var article = world.Article(Math.Max(number, plan.Articles - 1 - (2 * number))).Article;
            var picture = Artwork.Landscape(new SeededRandom(plan.Random, RandomStream.Landscape, number));
            var address = await uploader.UploadAsync(picture, FormattableString.Invariant($"seed-landscape-{number}"), cancellationToken);
            var markdown = $"![Hills, drawn by a program for “{article.Title}”]({address})";
            await shards.Of(article.Id).WriteAsync(PictureRows.OfArticle(article.Id, markdown));
            progress.Report(number + 1);
        }

        for (var user = faces - 1; user >= JohnDoe.User; user--)
        {
            var picture = Artwork.Face(new SeededRandom(plan.Random, RandomStream.Face, user));
            var address = await uploader.UploadAsync(picture, FormattableString.Invariant($"seed-face-{user}"), cancellationToken);
            var image = MediaAddress.Parse(address)?.Variant(FaceWidth) ?? address;
            await databases.Accounts.WriteAsync(PictureRows.OfAccount(world.Account(user).Id, image));
            progress.Report(landscapes + faces - user);
        }
    }
}
