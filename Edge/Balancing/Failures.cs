using System.Net.Sockets;
using Yarp.ReverseProxy.Forwarder;

namespace Conduit.Edge.Balancing;

/// <summary>Classifies failures to forward a request.</summary>
internal static class Failures
{
    /// <summary>Whether the request reached no server, so any request may be sent again.</summary>
    public static bool IsUndelivered(this IForwarderErrorFeature failure) => failure.Exception
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
        or OperationCanceledException { InnerException: TimeoutException }; // the connect timeout

    /// <summary>Whether the server failed after it received the request or a part of it.</summary>
    public static bool IsServerLost(this IForwarderErrorFeature failure) => failure switch
    {
        // Only I/O errors: a request with invalid content also fails here, which says nothing about the server.
        { Error: ForwarderError.Request, Exception: HttpRequestException { InnerException: IOException or SocketException } } => true,
        { Error: ForwarderError.RequestBodyDestination or ForwarderError.ResponseBodyDestination } => true,
        _ => false,
    };
}
