using System.Reflection;
using Conduit.Tests.Api;
using Conduit.Tests.Slice;
using Xunit.Sdk;

namespace Conduit.Tests.Jobs;

/// <summary>The worker speeds up feeds and sends notifications; no promise of the contract depends on it.</summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class WorkerlessTests(ShortTimeoutsApplication.Started fixture)
{
    private static readonly Type[] Contract =
        [typeof(UsersTests), typeof(ArticlesTests), typeof(ArticleTests), typeof(CommentTests), typeof(PeopleTests)];

    [Fact]
    public Task Without_a_worker_every_test_of_the_contract_passes() => fixture.Application.WithoutAsync(["worker"], async () =>
    {
        var passed = 0;
        var tests = Contract
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null);
        foreach (var test in tests)
        {
            IEnumerable<object?[]> cases = test.GetCustomAttribute<TheoryAttribute>() is null
                ? [[]]
                : test.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(test));
            foreach (var values in cases)
            {
                await (Task)test.Invoke(Activator.CreateInstance(test.DeclaringType!, fixture), values)!;
                passed++;
            }
        }

        Assert.True(passed > Contract.Length, $"only {passed} tests were found");
    });
}
