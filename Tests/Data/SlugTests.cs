using Conduit.Data.Ids;

namespace Conduit.Tests.Data;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Hello, World!", "hello-world-rs")]
    [InlineData("  --  ", "rs")]
    [InlineData("Привет, Мир", "привет-мир-rs")]
    [InlineData("नमस्ते दुनिया", "नमस्ते-दुनिया-rs")]
    [InlineData("日本語 2024", "日本語-2024-rs")]
    [InlineData("🎉", "rs")]
    [InlineData("a/b?c#d%e", "a-b-c-d-e-rs")]
    public void A_slug_is_the_title_in_its_own_script_and_the_id(string title, string slug) => Assert.Equal(slug, Slug.Of(title, 1000));

    [Theory]
    [InlineData(1)]
    [InlineData(35)]
    [InlineData(36)]
    [InlineData(374409264448352)]
    [InlineData(ConduitId.Max)]
    public void Slug_contains_the_id_whatever_the_title(long id)
    {
        foreach (var title in (string[])["A title", "", "-", "ends in a dash -", "12345"])
        {
            Assert.True(Slug.TryReadId(Slug.Of(title, id), out var read));
            Assert.Equal(id, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("title-")]
    [InlineData("title-0")]
    [InlineData("title-01")]
    [InlineData("title-RS")]
    [InlineData("title-zzzzzzzzzzz")]
    [InlineData("title-111111111111")]
    [InlineData("title-r\0s")]
    [InlineData("заголовок")]
    public void Text_without_an_id_at_its_end_is_no_slug(string text) => Assert.False(Slug.TryReadId(text, out _));

    [Fact]
    public void A_long_title_makes_a_bounded_slug() => Assert.True(Slug.Of(new string('x', 10_000), ConduitId.Max).Length < 100);
}
