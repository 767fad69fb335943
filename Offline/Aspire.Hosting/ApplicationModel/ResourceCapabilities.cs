namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that takes arguments on its command line.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that listens somewhere.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that takes environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that can wait for others before it starts.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that runs code of its own and can be deployed.</summary>
public interface IComputeResource : IResource;

/// <summary>A resource that belongs to another.</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource it belongs to.</summary>
    IResource Parent { get; }
}

/// <summary>A resource that belongs to another.</summary>
public interface IResourceWithParent<out T> : IResourceWithParent where T : IResource
{
    IResource IResourceWithParent.Parent => Parent;

    /// <summary>The resource it belongs to.</summary>
    new T Parent { get; }
}
