using Conduit.Data.Accounts;

namespace Conduit.Tests.Data;

public sealed class ConfusablesTests
{
    [Theory]
    [InlineData("paypal", "р\u0430ур\u0430l")]
    [InlineData("Ivan", "lvan")]
    [InlineData("modern", "rnodern")]
    [InlineData("bob0", "bobO")]
    [InlineData("MARTA", "\u041CARTA")]
    [InlineData("αβγ", "ɑβγ")]
    public void Skeletons_are_equal_when_names_are_confusable(string name, string other) =>
        Assert.Equal(Confusables.SkeletonOf(name), Confusables.SkeletonOf(other));

    [Theory]
    [InlineData("john", "jane")]
    [InlineData("anna", "änna")]
    [InlineData("user-10", "user-11")]
    [InlineData("한국", "한글")]
    [InlineData("李", "王")]
    public void Skeletons_differ_when_names_are_not_confusable(string name, string other) =>
        Assert.NotEqual(Confusables.SkeletonOf(name), Confusables.SkeletonOf(other));

    [Fact]
    public void Prototypes_are_their_own_prototypes() =>
        Assert.All(Confusables.Prototypes.Values, prototype => Assert.Equal(prototype, Confusables.SkeletonOf(prototype)));
}
