using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.WebFrontend.Security;

/// <summary>Stores the keys of cookies and forms in the accounts database, which all web servers share.</summary>
internal static class SharedKeys
{
    private const string Connection = "accounts";

    public static void AddSharedKeys(this WebApplicationBuilder builder)
    {
        var connection = ToPrimary(builder.Configuration.GetConnectionString(Connection));
        builder.Services.AddOptions<SharedKeysOptions>()
            .Configure(options => options.ConnectionString = connection)
            .ValidateDataAnnotations()
            .ValidateOnStart();

        builder.AddNpgsqlDbContext<KeysContext>(Connection, settings =>
        {
            settings.ConnectionString = connection;
            // A server that has loaded the keys works during an outage of the database.
            settings.DisableHealthChecks = true;
        });

        builder.Services.AddHostedService<KeyRingInitializer>();
        builder.Services.AddDataProtection().SetApplicationName("conduit").PersistKeysToDbContext<KeysContext>();
        builder.Services.AddOptions<KeyRingOptions>().BindConfiguration(KeyRingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        // Keys that were stored before they were encrypted stay readable; each new one is encrypted.
        builder.Services.AddOptions<KeyManagementOptions>()
            .Configure<IOptions<KeyRingOptions>>((keys, ring) => keys.XmlEncryptor = new KeyRingEncryptor(ring.Value.Key!));
    }

    // The connection names a primary and its replica, and a new key can only be written to one of them.
    private static string? ToPrimary(string? connection)
    {
        try
        {
            var nodes = new NpgsqlConnectionStringBuilder(connection);
            if (nodes.Host is null) return null;
            if (nodes.Host.Contains(',')) nodes.TargetSessionAttributes = "primary";
            return nodes.ConnectionString;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

internal sealed class SharedKeysOptions
{
    [Required(ErrorMessage = "The web servers have no database for their keys: "
        + "set ConnectionStrings__accounts to a connection string (AppHost does so).")]
    public string? ConnectionString { get; set; }
}

/// <summary>The section <c>KeyRing</c>.</summary>
internal sealed class KeyRingOptions
{
    public const string Section = "KeyRing";

    private const string Remedy =
        "KeyRing:Key is the secret that encrypts the keys of cookies and forms in the database: "
        + "set it to 32 random characters or more (AppHost does so).";

    /// <summary>The secret that encrypts the keys of cookies and forms in the database.</summary>
    [Required(ErrorMessage = Remedy), MinLength(32, ErrorMessage = Remedy)]
    public string? Key { get; set; }
}
