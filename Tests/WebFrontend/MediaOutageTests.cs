using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Conduit.Tests.Media;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.WebFrontend;

/// <summary>Without the media service the pages work: pictures are placeholders, and uploads say why they fail.</summary>
[Collection(StoppableApplication.Name)]
public sealed class MediaOutageTests(WholeApplication whole)
{
    [PictureFact]
    public async Task Pages_show_placeholders_and_uploads_say_so()
    {
        var author = await whole.Application.Visitor().RegisterAsync("illustrated");
        using var media = new MediaClient(whole.Application.App.CreateHttpClient("edge", "http"), author.Token);
        var uploaded = (await media.UploadAsync(TestPictures.Png(400, 300))).GetProperty("media").GetProperty("url").GetString();
        var article = new { title = "A picture", description = "one", body = $"![Red and blue]({uploaded})\n\nThe text." };
        var slug = await author.PublishArticleAsync(article);
        await using var browser = new Browser();
        var site = whole.Application.App.GetEndpoint("edge", "http");
        var page = await browser.NewVisitorAsync(site);
        var plain = await browser.NewVisitorAsync(site, scripts: false);
        await new Person(page).SignInAsync(author);
        await new Person(plain).SignInAsync(author);

        await whole.Application.WithoutAsync(["media"], async () =>
        {
            await page.GotoAsync($"/article/{slug}");
            await Expect(page.Locator("img.picture-missing")).ToHaveAttributeAsync("alt", "Red and blue");
            await Expect(page.Locator(".article-content")).ToContainTextAsync("The text.");
            await page.GotoAsync("/editor");
            await page.SetInputFilesAsync("#picture", Picture());
            await Expect(page.Locator("dialog[open] .error-messages")).ToHaveTextAsync("server is not available, please try again");
            await page.ClickAsync("text=Cancel");
            await plain.GotoAsync("/settings");
            await plain.SetInputFilesAsync("#face", Picture());
            await plain.ClickAsync("text=Upload picture");
            await Expect(plain.Locator("main")).ToContainTextAsync("server is not available, please try again");
        });

        await page.GotoAsync($"/article/{slug}");
        await Eventually.TrueAsync(
            () => page.Locator("img[data-picture]").EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"),
            "the picture is back");
    }

    private static FilePayload Picture() => new() { Name = "a.png", MimeType = "image/png", Buffer = TestPictures.Png(300, 200) };
}
