using System.Net.Sockets;
using Yarp.ReverseProxy.Forwarder;

namespace Conduit.Edge.Balancing;

/// <summary>What a failure tells about the server, and about the request.</summary>
internal static class Failures
{
    /// <summary>Whether the request reached no server at all, so that it may be sent again whatever it is.</summary>
    public static bool NeverArrived(this IForwarderErrorFeature failure) => failure.Exception
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
        or OperationCanceledException { InnerException: TimeoutException }; // of the connect

    /// <summary>Whether the server went away with the request.</summary>
    public static bool WentAway(this IForwarderErrorFeature failure) => failure switch
    {
        // A request that could not even be written down, for what is in it, says nothing about the server.
        { Error: ForwarderError.Request, Exception: HttpRequestException { InnerException: IOException or SocketException } } => true,
        { Error: ForwarderError.RequestBodyDestination or ForwarderError.ResponseBodyDestination } => true,
        _ => false,
    };
}
