using System.Net;
using System.Net.Sockets;

namespace Conduit.ServiceDefaults;

/// <summary>The address by which limits distinguish clients.</summary>
public static class ClientAddress
{
    // A provider assigns a whole /64 network to one customer.
    private const int PrefixBytes = 8;

    /// <summary>The address itself for IPv4, its /64 network for IPv6.</summary>
    public static IPAddress Normalize(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        return new IPAddress([.. address.GetAddressBytes().Take(PrefixBytes), .. new byte[16 - PrefixBytes]]);
    }
}
