using Conduit.Data.Shards;

namespace Conduit.Tests.Data;

public sealed class MergeTests
{
    [Fact]
    public void A_page_of_the_merge_is_that_page_of_all_sorted()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var all = Enumerable.Range(0, random.Next(60)).Select(_ => random.NextInt64(1000)).Distinct().ToList();
            var lists = all.GroupBy(id => id % 3).Select(IReadOnlyList<long> (shard) => [.. shard.OrderDescending()]).ToList();
            var (skip, take) = (random.Next(20), random.Next(1, 20));

            Assert.Equal(all.OrderDescending().Skip(skip).Take(take), Merge.Newest(lists, id => id, skip, take));
        }
    }

    [Fact]
    public void No_lists_make_an_empty_one() => Assert.Empty(Merge.Newest<long>([], id => id, 0, 20));
}
