// Three at once: most tests wait more than they compute. Those of whole applications, which have a machine's memory to themselves, come
// last and one after the other.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace Conduit.Tests.Application;

/// <summary>One application for all tests that stop no part of it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedApplication : ICollectionFixture<WholeApplication>, ICollectionFixture<Browser>
{
    public const string Name = "shared application";
}

/// <summary>One application for the tests that stop a part of it and start it again.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class StoppableApplication : ICollectionFixture<WholeApplication>
{
    public const string Name = "stoppable application";
}

/// <summary>Tests that start an application of their own, or load the machine as a whole application does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

public class WholeApplication : IAsyncLifetime
{
    private ConduitApplication? _application;

    public ConduitApplication Application => _application!;

    /// <summary>The settings that differ from the defaults.</summary>
    protected virtual string[] Settings => [];

    public async Task InitializeAsync() => _application = await ConduitApplication.StartAsync(Settings);

    public async Task DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
    }
}
