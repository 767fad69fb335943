using System.Text.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Conduit.Tests.Media;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.WebFrontend;

/// <summary>A user adds pictures to articles and uploads a face, in a browser with and without scripts.</summary>
[Collection(SharedApplication.Name)]
public sealed partial class PictureUploadTests(WholeApplication whole, Browser browser)
{
    private const string Text = "textarea[name=body]";
    private const string Dialog = "dialog.picture-dialog[open]";

    private static readonly FilePayload Photo =
        new() { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = TestPictures.PhoneJpeg(1400, 700, orientation: 1) };

    private static readonly FilePayload NoPicture = new() { Name = "photo.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() };

    [PictureFact]
    public async Task A_chosen_picture_is_described_inserted_published_and_shown_large()
    {
        var page = await NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => { if (message.Type is "error" or "warning") complaints.Add(message.Text); };
        var person = new Person(page);
        await person.SignUpAsync();
        await person.DraftAsync("With a picture", "Before.");

        await page.SetInputFilesAsync("#picture", Photo);
        await Expect(page.Locator(Dialog)).ToBeVisibleAsync();
        await Expect(page.GetByLabel("What does it show?").And(page.Locator(":focus"))).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
        await page.Keyboard.TypeAsync("Red [and] blue");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(Dialog)).ToHaveCountAsync(0);

        await Expect(page.Locator(Text)).ToHaveValueAsync(InsertedMarkdown());
        await Expect(page.Locator(".preview img[data-picture]")).ToHaveAttributeAsync("alt", "Red [and] blue");
        await person.PublishAsync();
        var picture = page.Locator(".article-content img");
        await Expect(picture).ToHaveAttributeAsync("srcset", SourceSet());
        await Expect(picture).ToHaveAttributeAsync("width", "1400");
        await Eventually.TrueAsync(() => picture.EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"), "the picture");
        await AssertAccessibleAsync(page);
        await LightboxAsync(page);
        Assert.Empty(complaints);
    }

    [PictureFact]
    public async Task Dropped_and_pasted_pictures_are_asked_for_one_after_the_other()
    {
        var page = await NewPageAsync();
        var person = new Person(page);
        await person.SignUpAsync();
        await page.GotoAsync("/editor");

        await TransferAsync(page, "drop", 2);
        foreach (var description in (string[])["First", ""])
        {
            await Expect(page.Locator(Dialog)).ToBeVisibleAsync();
            await page.FillAsync("#picture-description", description);
            await page.ClickAsync("text=Insert");
        }

        await Expect(page.Locator(Text)).ToHaveValueAsync(TwoPictures());
        await TransferAsync(page, "paste", 1);
        await Expect(page.Locator(Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(Dialog)).ToHaveCountAsync(0);
        await Expect(page.Locator($"{Text}:focus")).ToHaveValueAsync(TwoPictures());
    }

    [PictureFact]
    public async Task A_file_that_is_no_picture_is_refused_in_the_dialog()
    {
        var page = await NewPageAsync();
        await new Person(page).SignUpAsync();
        await page.GotoAsync("/editor");

        await page.SetInputFilesAsync("#picture", NoPicture);

        await Expect(page.Locator($"{Dialog} .error-messages")).ToContainTextAsync("is not a picture");
        await page.ClickAsync("text=Cancel");
        await Expect(page.Locator(Text)).ToHaveValueAsync("");
    }

    [PictureFact]
    public async Task A_face_is_cropped_saved_shown_everywhere_and_removed()
    {
        var page = await NewPageAsync();
        var person = new Person(page);
        await person.SignUpAsync();
        await page.GotoAsync("/settings");

        await page.SetInputFilesAsync("#face", Photo);
        await Expect(page.Locator(Dialog)).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
        await page.GetByLabel("Left or right").FillAsync("0");
        await page.ClickAsync("text=Save picture");
        await Expect(page.Locator(".face [role=status]")).ToBeVisibleAsync();

        await Expect(page.Locator(".face .user-img")).ToHaveAttributeAsync("src", Face());
        await Expect(page.Locator("input[name=image]")).ToHaveValueAsync(AbsoluteFace());
        // The page that forms without scripts lead to; axe itself needs scripts.
        await page.GotoAsync($"/editor/picture/added?alt=me&url={Uri.EscapeDataString(await page.InputValueAsync("input[name=image]"))}");
        await AssertAccessibleAsync(page);
        await page.GotoAsync($"/profile/{person.Name}");
        var shown = page.Locator(".user-info .user-img");
        await Expect(shown).ToHaveAttributeAsync("src", Face());
        await Eventually.TrueAsync(() => shown.EvaluateAsync<bool>("image => image.complete && image.naturalWidth === 160"), "the face");

        await page.GotoAsync("/settings");
        await page.ClickAsync("text=Remove picture");
        await Expect(page.Locator(".face .user-img")).ToHaveAttributeAsync("src", "/default-avatar.svg");
    }

    [PictureFact]
    public async Task Without_scripts_forms_upload_a_face_and_give_the_Markdown_of_a_picture()
    {
        var page = await NewPageAsync(scripts: false);
        var person = new Person(page);
        await person.SignUpAsync();
        await page.GotoAsync("/editor");
        await page.SetInputFilesAsync("#picture", Photo);
        await page.FillAsync("#alt", "Red and *blue*");

        var tab = await page.RunAndWaitForPopupAsync(() => page.ClickAsync("text=Upload picture"));
        await Expect(tab.Locator("#markdown")).ToHaveValueAsync(GivenMarkdown());
        await Expect(tab.Locator(".article-content img")).ToHaveAttributeAsync("alt", "Red and *blue*");
        await tab.CloseAsync();

        await page.GotoAsync("/settings");
        await page.SetInputFilesAsync("#face", Photo);
        await page.ClickAsync("text=Upload picture");
        await Expect(page.Locator(".face .user-img")).ToHaveAttributeAsync("src", Face());
        await page.SetInputFilesAsync("#face", NoPicture);
        await page.ClickAsync("text=Upload picture");
        await Expect(page.Locator("main h1")).ToHaveTextAsync("The picture was not added");
        await Expect(page.Locator("main")).ToContainTextAsync("is not a picture");
        await Expect(page.GetByText("Try again")).ToHaveAttributeAsync("href", "/settings");
    }

    [PictureFact]
    public async Task Nothing_of_it_is_wider_than_a_phone()
    {
        var page = await NewPageAsync();
        await page.SetViewportSizeAsync(360, 740);
        var person = new Person(page);
        await person.SignUpAsync();
        await person.DraftAsync("On a phone", "Before.");
        await page.SetInputFilesAsync("#picture", Photo);
        await page.FillAsync("#picture-description", "Red and blue");
        await AssertFitsAsync(page);
        await page.ClickAsync("text=Insert");
        await Expect(page.Locator(".preview img[data-picture]")).ToBeVisibleAsync();
        await AssertFitsAsync(page);
        await person.PublishAsync();
        await AssertFitsAsync(page);
        await page.GotoAsync("/settings");
        await page.SetInputFilesAsync("#face", Photo);
        await Expect(page.Locator(Dialog)).ToBeVisibleAsync();
        await AssertFitsAsync(page);
    }

    private static async Task LightboxAsync(IPage page)
    {
        var link = page.Locator("a[data-lightbox]");
        var dialog = page.Locator("dialog.lightbox");
        await link.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Close" })).ToBeFocusedAsync();
        await AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(dialog.GetByAltText("Red [and] blue")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(link).ToBeFocusedAsync();
    }

    private static async Task AssertAccessibleAsync(IPage page) => Assert.Empty(await page.FindViolationsAsync());

    private static async Task AssertFitsAsync(IPage page)
    {
        var wide = await page.EvaluateAsync<int>(
            "Math.max(...[document.documentElement, ...document.querySelectorAll('dialog[open]')].map(one => one.scrollWidth))");
        Assert.True(wide <= 360, $"{page.Url} is {wide} px wide");
    }

    // A browser puts files into such an event itself only when a user drops or pastes them.
    private static Task<JsonElement?> TransferAsync(IPage page, string type, int pictures) => page.EvaluateAsync(
        """
        ({ type, pictures, base64 }) => {
          const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
          const data = new DataTransfer();
          for (let number = 0; number < pictures; number++) data.items.add(new File([bytes], `${number}.png`, { type: 'image/png' }));
          const event = type === 'paste'
            ? new ClipboardEvent(type, { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
          document.querySelector('textarea[name=body]').dispatchEvent(event);
        }
        """,
        new { type, pictures, base64 = Convert.ToBase64String(TestPictures.Png(300, 200)) });

    private Task<IPage> NewPageAsync(bool scripts = true) =>
        browser.NewVisitorAsync(whole.Application.App.GetEndpoint("edge", "http"), scripts);

    [GeneratedRegex(@"^Before\.\n\n!\[Red \\\[and\\\] blue\]\(/media/\d+-[0-9a-f]{16}/1280\.webp#1400x700-[0-9a-f]{6}\)\n\n$")]
    private static partial Regex InsertedMarkdown();

    [GeneratedRegex(@"^!\[First\]\(/media/\S+#300x200-[0-9a-f]{6}\)\n\n!\[\]\(/media/\S+#300x200-[0-9a-f]{6}\)\n\n$")]
    private static partial Regex TwoPictures();

    [GeneratedRegex(@"^!\[Red and \\\*blue\\\*\]\(/media/\d+-[0-9a-f]{16}/1280\.webp#1400x700-[0-9a-f]{6}\)$")]
    private static partial Regex GivenMarkdown();

    [GeneratedRegex(@"^/media/\d+-[0-9a-f]{16}/160\.webp 160w, .*/1920\.webp 1400w$")]
    private static partial Regex SourceSet();

    [GeneratedRegex(@"^/media/\d+-[0-9a-f]{16}/160\.webp$")]
    private static partial Regex Face();

    [GeneratedRegex(@"^http://localhost:\d+/media/\d+-[0-9a-f]{16}/320\.webp$")]
    private static partial Regex AbsoluteFace();
}

/// <summary>A test that uploads pictures in a real browser.</summary>
public sealed class PictureFactAttribute : NeedyFactAttribute
{
    public PictureFactAttribute()
    {
        Need(Browser.Program is not null, "no browser: run ./test.sh, install chromium, or set CHROMIUM");
        Need(LocalAzurite.CanRun, "no Azurite: install Node.js and run ./test.sh --prepare");
    }
}
