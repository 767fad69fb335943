using System.Globalization;
using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Conduit.ServiceDefaults;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Pictures;

/// <summary>Sends the media service the pictures of an article as it is now, none when it was deleted.</summary>
internal sealed class ArticlePicturesHandler(Shards shards, MediaUses uses) : JobHandler<ArticlePictures>(JobKinds.ArticlePictures)
{
    // A deleted article does not come back.
    private static readonly PictureText Deleted = new(null, long.MaxValue);

    protected override async Task HandleAsync(ArticlePictures payload, CancellationToken cancellationToken)
    {
        var query = PictureQueries.OfArticle(payload.ArticleId);
        var article = await shards.Of(payload.ArticleId).Database.ReadPrimaryAsync(query, cancellationToken) ?? Deleted;
        var reference = string.Create(CultureInfo.InvariantCulture, $"article-{payload.ArticleId}");
        string[] pictures = [.. MediaAddress.FindIds(article.Text).Take(MediaUses.MaxPictures)];
        await uses.PutAsync(reference, pictures, article.Version, cancellationToken);
    }
}

/// <summary>Sends the media service the picture of a user as it is now.</summary>
internal sealed class AccountPictureHandler(Databases databases, MediaUses uses) : JobHandler<AccountPicture>(JobKinds.AccountPicture)
{
    protected override async Task HandleAsync(AccountPicture payload, CancellationToken cancellationToken)
    {
        var query = PictureQueries.OfAccount(payload.AccountId);
        if (await databases.Accounts.ReadPrimaryAsync(query, cancellationToken) is not { } account) return;
        var picture = MediaAddress.Parse(account.Text);
        var reference = string.Create(CultureInfo.InvariantCulture, $"account-{payload.AccountId}");
        await uses.PutAsync(reference, picture is null ? [] : [picture.Id], account.Version, cancellationToken);
    }
}
