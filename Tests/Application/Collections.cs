[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Conduit.Tests.Application;

/// <summary>One application for all tests that stop no part of it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedApplication : ICollectionFixture<WholeApplication>, ICollectionFixture<Browser>
{
    public const string Name = "shared application";
}

/// <summary>One application for the tests that stop a part of it and start it again.</summary>
[CollectionDefinition(Name)]
public sealed class StoppableApplication : ICollectionFixture<WholeApplication>
{
    public const string Name = "stoppable application";
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
