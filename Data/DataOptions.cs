using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.Data;

/// <summary>
/// The databases, from the connection strings <c>accounts</c> and <c>conduit-0</c>, <c>conduit-1</c> …, one for each shard.
/// </summary>
public sealed class DataOptions
{
    /// <summary>The accounts database, all its nodes.</summary>
    public string Accounts { get; set; } = "";

    /// <summary>Each shard's database, all its nodes.</summary>
    public IReadOnlyList<string> Shards { get; set; } = [];

    internal static string ShardName(int index) => $"conduit-{index}";

    internal void Read(IConfiguration configuration)
    {
        Accounts = configuration.GetConnectionString("accounts") ?? "";
        Shards = [.. Enumerable.Range(0, int.MaxValue)
            .Select(index => configuration.GetConnectionString(ShardName(index)))
            .TakeWhile(text => !string.IsNullOrWhiteSpace(text))
            .Select(text => text!)];
    }

    internal sealed class Validation : IValidateOptions<DataOptions>
    {
        public ValidateOptionsResult Validate(string? name, DataOptions options)
        {
            if (options.Shards.Count == 0) return Missing(ShardName(0));
            const int MaxShards = Ids.ConduitId.LogicalShards / Data.Shards.ShardMap.PerPhysicalShard;
            if (options.Shards.Count > MaxShards)
            {
                return ValidateOptionsResult.Fail(
                    $"There are {options.Shards.Count} connection strings conduit-0, conduit-1 …; "
                    + $"at most {MaxShards} shards are possible.");
            }

            return Check("accounts", options.Accounts)
                ?? options.Shards.Select((text, index) => Check(ShardName(index), text)).FirstOrDefault(fault => fault is not null)
                ?? ValidateOptionsResult.Success;
        }

        private static ValidateOptionsResult? Check(string name, string text)
        {
            if (string.IsNullOrWhiteSpace(text)) return Missing(name);
            try
            {
                var parsed = new NpgsqlConnectionStringBuilder(text);
                return string.IsNullOrEmpty(parsed.Host) || string.IsNullOrEmpty(parsed.Database)
                    ? ValidateOptionsResult.Fail($"The connection string {name} (ConnectionStrings__{name}) names no Host or no Database.")
                    : null;
            }
            catch (Exception e) when (e is ArgumentException or FormatException)
            {
                // The exception's message may contain the password.
                return ValidateOptionsResult.Fail(
                    $"The connection string {name} (ConnectionStrings__{name}) cannot be read: "
                    + "it must be an Npgsql connection string, Host=…;Username=…;Password=…;Database=….");
            }
        }

        private static ValidateOptionsResult Missing(string name) =>
            ValidateOptionsResult.Fail($"The connection string {name} is missing: set ConnectionStrings__{name} (AppHost does).");
    }
}
