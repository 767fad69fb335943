using Conduit.ApiService.Articles;

namespace Conduit.Tests.Api;

public sealed class ListSqlTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 20)]
    [InlineData(999, 1000)]
    public void Limit_is_rounded_up_so_that_few_statements_are_prepared(int count, int size)
    {
        var sql = ListSql.For(new(), count);

        Assert.Equal(size, sql.Size);
        Assert.Contains($"limit {size}", sql.Ids.Text, StringComparison.Ordinal);
        Assert.Contains($"limit {size}", sql.Summaries.For(caller: 1).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_one_kind_share_their_statements() =>
        Assert.Same(ListSql.For(new(Tag: "one"), 20), ListSql.For(new(Tag: "two"), 15));

    [Fact]
    public void Every_combination_of_filters_has_statements_of_its_own()
    {
        ListFilter[] filters =
        [
            new(), new(Tag: "t"), new(Author: 1), new(FavoritedBy: 1), new(FollowedBy: 1),
            new(Tag: "t", Author: 1), new(Tag: "t", FavoritedBy: 1), new(Author: 1, FavoritedBy: 1),
            new(Tag: "t", Author: 1, FavoritedBy: 1),
        ];

        Assert.Equal(filters.Length, filters.Select(filter => ListSql.For(filter, 20).Ids.Text).Distinct().Count());
    }

    [Fact]
    public void Totals_come_from_counters_when_at_most_one_filter_is_set()
    {
        ListFilter[] filters = [new(), new(Tag: "t"), new(Author: 1), new(FavoritedBy: 1), new(FollowedBy: 1)];

        Assert.All(filters, filter => Assert.DoesNotContain("count(*)", ListSql.For(filter, 20).Total.Text, StringComparison.Ordinal));
        Assert.Contains("count(*)", ListSql.For(new(Tag: "t", Author: 1), 20).Total.Text, StringComparison.Ordinal);
    }
}
