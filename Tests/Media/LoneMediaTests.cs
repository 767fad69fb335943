using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Conduit.Tests.Application;
using SkiaSharp;

namespace Conduit.Tests.Media;

/// <summary>The media service without the rest of Conduit: uploads, variants, delivery, limits, removal.</summary>
public sealed class LoneMediaTests(LoneMedia media) : IClassFixture<LoneMedia>
{
    private static int _accounts = 1000;

    private static long NewAccount() => Interlocked.Increment(ref _accounts);

    [LoneMediaFact]
    public async Task Upload_is_usable_at_once_and_ready_soon()
    {
        using var client = media.Client(NewAccount());

        var body = (await client.UploadAsync(TestPictures.Jpeg(1000, 500))).GetProperty("media");

        Assert.Equal((1000, 500), (body.GetProperty("width").GetInt32(), body.GetProperty("height").GetInt32()));
        Assert.Matches("^/media/[0-9]+-[0-9a-f]{16}/1280\\.webp#1000x500-[0-9a-f]{6}$", body.GetProperty("url").GetString());
        var variants = body.GetProperty("variants").EnumerateArray().ToList();
        Assert.Equal([160, 320, 640, 1000], variants.Select(one => one.GetProperty("width").GetInt32()));
        foreach (var variant in variants)
        {
            var size = (variant.GetProperty("width").GetInt32(), variant.GetProperty("height").GetInt32());
            Assert.Equal((size, SKEncodedImageFormat.Webp), await DecodeAsync(variant.GetProperty("webp").GetString()!));
            Assert.Equal((size, SKEncodedImageFormat.Jpeg), await DecodeAsync(variant.GetProperty("jpeg").GetString()!));
        }

        await Eventually.GetAsync(
            () => client.StateAsync(body.GetProperty("id").GetString()!), state => state == "ready", "the variants are made");
        Assert.Equal(9, await media.CountObjectsAsync($"{body.GetProperty("id").GetString()}/"));
        Assert.Equal((1000, 500), (await DecodeAsync($"{body.GetProperty("path").GetString()}/1920.jpg")).Size);
    }

    [LoneMediaFact]
    public async Task Delivered_picture_can_be_kept_for_ever_and_can_never_run()
    {
        using var client = media.Client(NewAccount());
        var body = await client.UploadRawAsync(TestPictures.Png(400, 300), "text/html");
        var path = body.GetProperty("media").GetProperty("path").GetString();
        using var anonymous = media.Anonymous();

        using var response = await anonymous.Http.GetAsync($"{path}/320.jpg");

        Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(TimeSpan.FromDays(365), response.Headers.CacheControl!.MaxAge);
        Assert.True(response.Headers.CacheControl.Public);
        Assert.Contains(response.Headers.CacheControl.Extensions, one => one.Name == "immutable");
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("inline", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.False(response.Headers.Contains("Surrogate-Key"));

        using var again = new HttpRequestMessage(HttpMethod.Get, $"{path}/320.jpg");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var notModified = await anonymous.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, notModified.StatusCode);
        using var part = new HttpRequestMessage(HttpMethod.Get, $"{path}/320.jpg") { Headers = { Range = new RangeHeaderValue(2, 5) } };
        using var partial = await anonymous.Http.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, partial.StatusCode);
        Assert.Equal((await response.Content.ReadAsByteArrayAsync())[2..6], await partial.Content.ReadAsByteArrayAsync());
        using var head = new HttpRequestMessage(HttpMethod.Head, $"{path}/320.jpg");
        using var headers = await anonymous.Http.SendAsync(head);
        Assert.Equal(response.Content.Headers.ContentLength, headers.Content.Headers.ContentLength);
    }

    [LoneMediaTheory]
    [InlineData("/media/1-0000000000000000/320.webp")]
    [InlineData("/media/nonsense/320.webp")]
    [InlineData("/media/1/320.webp")]
    [InlineData("/media/99999999999999999999-0000000000000000/320.webp")]
    public async Task Unknown_address_is_not_found_and_not_cached(string path)
    {
        using var anonymous = media.Anonymous();
        using var response = await anonymous.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("""{"errors":{"media":["not found"]}}""", await response.Content.ReadAsStringAsync());
    }

    [LoneMediaTheory]
    [InlineData("original")]
    [InlineData("321.webp")]
    [InlineData("0320.webp")]
    [InlineData("320.png")]
    [InlineData("320.webp.html")]
    public async Task Only_variants_are_delivered(string name)
    {
        using var client = media.Client(NewAccount());
        var path = (await client.UploadAsync(TestPictures.Png(400, 300))).GetProperty("media").GetProperty("path").GetString();

        await client.SendAsync(HttpMethod.Get, $"{path}/{name}", null, HttpStatusCode.NotFound);
    }

    [LoneMediaTheory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task Photograph_is_turned_and_loses_its_metadata(int orientation)
    {
        using var client = media.Client(NewAccount());
        var jpeg = TestPictures.PhoneJpeg(600, 300, (ushort)orientation);
        Assert.Contains(TestPictures.Secret, Encoding.Latin1.GetString(jpeg), StringComparison.Ordinal);

        var body = (await client.UploadAsync(jpeg)).GetProperty("media");

        var upright = orientation == 3 ? (600, 300) : (300, 600);
        Assert.Equal(upright, (body.GetProperty("width").GetInt32(), body.GetProperty("height").GetInt32()));
        foreach (var name in (string[])["640.jpg", "640.webp"])
        {
            var bytes = await BytesAsync($"{body.GetProperty("path").GetString()}/{name}");
            var text = Encoding.Latin1.GetString(bytes);
            Assert.DoesNotContain(TestPictures.Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain("Exif", text, StringComparison.Ordinal);
            // As stored, the left half is red and the right one blue.
            using var picture = SKBitmap.Decode(bytes);
            var (red, blue) = orientation switch
            {
                3 => ((0.75, 0.5), (0.25, 0.5)),
                6 => ((0.5, 0.25), (0.5, 0.75)),
                _ => ((0.5, 0.75), (0.5, 0.25)),
            };
            Assert.True(At(picture, red) is { Red: > 200, Blue: < 60 }, $"{name}: {At(picture, red)}");
            Assert.True(At(picture, blue) is { Blue: > 200, Red: < 60 }, $"{name}: {At(picture, blue)}");
        }
    }

    [LoneMediaFact]
    public async Task All_formats_are_recognized_by_their_content()
    {
        using var client = media.Client(NewAccount());
        byte[][] pictures = [TestPictures.Png(200, 100), TestPictures.Jpeg(200, 100), TestPictures.Webp(200, 100), TestPictures.Gif()];
        foreach (var picture in pictures)
        {
            var body = (await client.UploadRawAsync(picture, "application/octet-stream")).GetProperty("media");
            await DecodeAsync($"{body.GetProperty("path").GetString()}/160.webp");
        }
    }

    [LoneMediaFact]
    public async Task Hostile_uploads_are_refused_with_the_reason()
    {
        using var client = media.Client(NewAccount());
        const string NoPicture = "is not a picture (png, jpeg, webp, gif)";
        (byte[] Content, string Reason)[] uploads =
        [
            (TestPictures.Bomb(), "has more than 40 megapixels"),
            ([], "can't be blank"),
            ("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"u8.ToArray(), NoPicture),
            ("<html><script>alert('a page with the name of a picture')</script></html>"u8.ToArray(), NoPicture),
            (TestPictures.Jpeg(800, 600)[..^2000], "is damaged"),
            (TestPictures.Png(800, 600)[..200], "is damaged"),
            (new byte[(10 << 20) + 1], "is too large (maximum is 10 MB)"),
        ];
        foreach (var (content, reason) in uploads)
        {
            var refusal = await client.UploadAsync(content, HttpStatusCode.UnprocessableEntity);
            Assert.Equal(reason, refusal.GetProperty("errors").GetProperty("file")[0].GetString());
        }

        Assert.Equal(0, (await client.GetAsync("/media")).GetProperty("mediaCount").GetInt32());
    }

    [LoneMediaFact]
    public async Task Picture_that_is_also_a_page_becomes_a_picture_only()
    {
        using var client = media.Client(NewAccount());
        var path = (await client.UploadAsync(TestPictures.Polyglot())).GetProperty("media").GetProperty("path").GetString();

        Assert.DoesNotContain("<script>", Encoding.Latin1.GetString(await BytesAsync($"{path}/160.jpg")), StringComparison.Ordinal);
    }

    [LoneMediaFact]
    public async Task Form_without_a_picture_is_refused()
    {
        using var client = media.Client(NewAccount());
        using var form = new MultipartFormDataContent { { new StringContent("x"), "name" } };

        var refusal = await client.SendAsync(HttpMethod.Post, "/media", form, HttpStatusCode.UnprocessableEntity);

        Assert.Equal("can't be blank", refusal.GetProperty("errors").GetProperty("file")[0].GetString());
    }

    [LoneMediaFact]
    public async Task Only_tokens_of_the_known_key_are_accepted()
    {
        string?[] bad =
        [
            null, "nonsense", "a.b.c", new TestTokens().Of(1), media.Tokens.Of(1, minutes: -10), media.Tokens.Of(1, issuer: "other"),
            media.Tokens.Of(1, algorithm: "none"), media.Tokens.Of(1, algorithm: "HS256"),
        ];
        foreach (var token in bad)
        {
            using var client = media.Anonymous();
            if (token is not null) client.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var refusal = await client.UploadAsync(TestPictures.Gif(), HttpStatusCode.Unauthorized);
            Assert.Equal(token is null ? "is missing" : "is invalid", refusal.GetProperty("errors").GetProperty("token")[0].GetString());
        }
    }

    [LoneMediaFact]
    public async Task Repeated_upload_with_the_same_key_is_one_picture()
    {
        using var client = media.Client(NewAccount());
        var picture = TestPictures.Png(300, 200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.UploadAsync(picture, key: "once")));
        var other = await client.UploadAsync(TestPictures.Png(200, 300), HttpStatusCode.UnprocessableEntity, key: "once");

        Assert.Single(answers.Select(answer => answer.GetProperty("media").GetProperty("id").GetString()).Distinct());
        Assert.True(other.GetProperty("errors").TryGetProperty("Idempotency-Key", out _));
        Assert.Equal(1, (await client.GetAsync("/media")).GetProperty("mediaCount").GetInt32());
    }

    [LoneMediaFact]
    public async Task List_has_the_callers_pictures_newest_first_in_pages()
    {
        using var client = media.Client(NewAccount());
        var ids = new List<string>();
        for (var number = 0; number < 3; number++) ids.Insert(0, await IdAsync(client));

        var page = await client.GetAsync("/media?limit=2&offset=1");

        Assert.Equal(ids[1..], page.GetProperty("media").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        Assert.Equal(3, page.GetProperty("mediaCount").GetInt32());
        await client.SendAsync(HttpMethod.Get, "/media?limit=none", null, HttpStatusCode.UnprocessableEntity);
    }

    [LoneMediaFact]
    public async Task Deleted_picture_is_gone_with_its_objects_and_only_its_owner_can_delete_it()
    {
        using var owner = media.Client(NewAccount());
        using var other = media.Client(NewAccount());
        var body = (await owner.UploadAsync(TestPictures.Png(300, 200))).GetProperty("media");
        var id = body.GetProperty("id").GetString()!;

        await other.SendAsync(HttpMethod.Delete, $"/media/{id}", null, HttpStatusCode.Forbidden);
        await owner.SendAsync(HttpMethod.Delete, $"/media/{id}", null, HttpStatusCode.NoContent);

        await owner.SendAsync(HttpMethod.Get, $"{body.GetProperty("path").GetString()}/160.webp", null, HttpStatusCode.NotFound);
        await owner.SendAsync(HttpMethod.Delete, $"/media/{id}", null, HttpStatusCode.NotFound);
        await Eventually.TrueAsync(async () => await media.CountObjectsAsync($"{id}/") == 0, "its objects are removed");
        await Eventually.TrueAsync(
            async () => await media.SqlAsync($"select count(*) from pictures where id = {id}") is 0L, "its row is removed");
    }

    [LoneMediaFact]
    public async Task Unused_picture_is_removed_after_a_day_and_a_used_one_is_not()
    {
        using var client = media.Client(NewAccount());
        var (used, orphan, fresh) = (await IdAsync(client), await IdAsync(client), await IdAsync(client));
        await UseAsync("article-1", 2, used, "999999999", "nonsense");
        await media.SqlAsync($"update pictures set unused_since = now() - interval '25 hours' where id in ({used}, {orphan})");

        await Eventually.TrueAsync(async () => await client.StateAsync(orphan) is null, "the unused picture is removed");

        Assert.NotNull(await client.StateAsync(used));
        Assert.NotNull(await client.StateAsync(fresh));
        // A version that is not newer changes nothing.
        await UseAsync("article-1", 2);
        await UseAsync("article-1", 1);
        Assert.Equal(1L, await media.SqlAsync($"select count(*) from uses where picture_id = {used}"));
        await UseAsync("article-1", 3);
        Assert.Equal(0L, await media.SqlAsync($"select count(*) from uses where picture_id = {used}"));
        // The day begins anew with the end of the last use.
        Assert.Equal(true, await media.SqlAsync($"select unused_since > now() - interval '1 minute' from pictures where id = {used}"));
    }

    [LoneMediaFact]
    public async Task Uses_are_set_by_the_key_only()
    {
        using var client = media.Client(NewAccount());
        using var uses = JsonContent.Create(new { media = Array.Empty<string>(), version = 1 });
        await client.SendAsync(HttpMethod.Put, "/media/uses/article-9", uses, HttpStatusCode.Unauthorized);
    }

    [LoneMediaFact]
    public async Task Quota_rate_and_read_only_switch_refuse_uploads()
    {
        var live = media.LiveSettings("read-only.json");
        var (address, process) = media.StartService(
            ("Media__QuotaMegabytes", "1"), ("Media__UploadsPerMinute", "3"), ("LiveSettings", live));
        using var client = new MediaClient(new HttpClient { BaseAddress = address }, media.Tokens.Of(NewAccount()));
        await Eventually.SucceedsAsync(
            async () => (await client.Http.GetAsync("/health")).EnsureSuccessStatusCode(), "it is there", seconds: 60);
        await client.UploadAsync(TestPictures.Png(30, 30));

        var quota = await client.UploadAsync(new byte[2 << 20], HttpStatusCode.Forbidden);
        Assert.Equal("quota of 1 MB is used up", quota.GetProperty("errors").GetProperty("media")[0].GetString());

        await File.WriteAllTextAsync(live, """{"Media":{"ReadOnly":true}}""");
        await Eventually.SucceedsAsync(
            async () => await client.SendAsync(HttpMethod.Delete, "/media/0", null, HttpStatusCode.ServiceUnavailable),
            "it is read-only");
        var readOnly = await client.UploadAsync(TestPictures.Gif(), HttpStatusCode.ServiceUnavailable);
        Assert.Equal("is read-only at the moment", readOnly.GetProperty("errors").GetProperty("media")[0].GetString());
        await client.GetAsync("/media");
        await File.WriteAllTextAsync(live, "{}");
        await Eventually.SucceedsAsync(
            async () => await client.SendAsync(HttpMethod.Delete, "/media/0", null, HttpStatusCode.NotFound), "it is writable");

        await client.UploadAsync(TestPictures.Gif());
        await client.UploadAsync(TestPictures.Gif(), HttpStatusCode.TooManyRequests);
        process.Kill();
    }

    [LoneMediaFact]
    public async Task Without_its_storage_uploads_say_so_and_the_rest_works()
    {
        using var client = media.Client(NewAccount());
        var path = (await client.UploadAsync(TestPictures.Png(300, 200))).GetProperty("media").GetProperty("path").GetString();
        media.Storage!.Kill();
        await media.Storage.WaitForExitAsync();

        var refusal = await client.UploadAsync(TestPictures.Png(300, 200), HttpStatusCode.ServiceUnavailable);
        var picture = await client.SendAsync(HttpMethod.Get, $"{path}/160.webp", null, HttpStatusCode.ServiceUnavailable);

        Assert.Equal("is not available", refusal.GetProperty("errors").GetProperty("storage")[0].GetString());
        Assert.Equal("is not available", picture.GetProperty("errors").GetProperty("storage")[0].GetString());
        Assert.Equal(1, (await client.GetAsync("/media")).GetProperty("mediaCount").GetInt32());
        Assert.StartsWith("Degraded", await client.Http.GetStringAsync("/health"), StringComparison.Ordinal);
        media.StartStorage();
        await Eventually.SucceedsAsync(async () => await client.UploadAsync(TestPictures.Png(300, 200)), "it can be uploaded", 60);
    }

    [LoneMediaFact]
    public async Task Document_describes_every_operation()
    {
        using var anonymous = media.Anonymous();
        var paths = (await anonymous.GetAsync("/media/openapi.json")).GetProperty("paths");

        Assert.Equal(["get", "post"], paths.GetProperty("/media").EnumerateObject().Select(operation => operation.Name).Order());
        Assert.True(paths.TryGetProperty("/media/{id}", out _));
        Assert.True(paths.TryGetProperty("/media/{address}/{name}", out _));
        Assert.Contains("<html", await anonymous.Http.GetStringAsync("/media/docs"), StringComparison.OrdinalIgnoreCase);
    }

    private static SKColor At(SKBitmap picture, (double X, double Y) place) =>
        picture.GetPixel((int)(picture.Width * place.X), (int)(picture.Height * place.Y));

    private static async Task<string> IdAsync(MediaClient client) =>
        (await client.UploadAsync(TestPictures.Png(40, 30))).GetProperty("media").GetProperty("id").GetString()!;

    private async Task UseAsync(string reference, long version, params string[] pictures)
    {
        using var service = media.Anonymous();
        service.Http.DefaultRequestHeaders.Add("X-Conduit-Key", LoneMedia.Key);
        using var uses = JsonContent.Create(new { media = pictures, version });
        await service.SendAsync(HttpMethod.Put, $"/media/uses/{reference}", uses, HttpStatusCode.NoContent);
    }

    private async Task<byte[]> BytesAsync(string path)
    {
        using var anonymous = media.Anonymous();
        return await anonymous.Http.GetByteArrayAsync(path);
    }

    private async Task<((int, int) Size, SKEncodedImageFormat Format)> DecodeAsync(string path)
    {
        using var data = SKData.CreateCopy(await BytesAsync(path));
        using var codec = SKCodec.Create(data);
        return ((codec.Info.Width, codec.Info.Height), codec.EncodedFormat);
    }
}
