using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>The parts that the modules of container apps and of jobs share.</summary>
internal static class AppText
{
    /// <summary>The declarations: what every module has, and what the values need.</summary>
    public static string Header(string kind, AppParameters parameters) => $"""
        // {kind}, written by the AppHost.

        @description('Where the resources are.')
        param location string = resourceGroup().location

        param image string
        {string.Join('\n', parameters.Declarations)}
        """;

    /// <summary>What azd gives to the parameters of <see cref="Header"/>.</summary>
    public static IReadOnlyDictionary<string, string> Parameters(PublishedService service, AppParameters parameters) =>
        new Dictionary<string, string>(parameters.Values) { ["image"] = $"{{{service.Name}.containerImage}}" };

    public static string EnvironmentId(AppParameters parameters) =>
        parameters.AddOutput(AzureNames.Environment, "AZURE_CONTAINER_APPS_ENVIRONMENT_ID");

    public static string Identity(AppParameters parameters) =>
        parameters.AddOutput(AzureNames.Environment, "AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID");

    public static string Registry(AppParameters parameters) =>
        parameters.AddOutput(AzureNames.Environment, "AZURE_CONTAINER_REGISTRY_ENDPOINT");

    /// <summary>The secrets that the module writes into the vault.</summary>
    public static string VaultSecrets(string app, IEnumerable<AppVariable> variables, AppParameters parameters) => $$"""
        resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
          name: {{parameters.AddOutput(AzureNames.Environment, "vaultName")}}
        }

        {{string.Join("\n\n", Written(variables).Select(one => VaultSecret(app, one)))}}
        """;

    /// <summary>The secrets of the app, which are those of the vault.</summary>
    public static IEnumerable<string> Secrets(IEnumerable<AppVariable> variables, string identity) =>
        variables.Where(one => one.IsSecret).Select(one => $$"""
            {
              name: '{{one.SecretName}}'
              keyVaultUrl: {{one.Address ?? $"{Symbol(one)}.properties.secretUriWithVersion"}}
              identity: {{identity}}
            }
            """);

    /// <summary>The environment variables.</summary>
    public static IEnumerable<string> Variables(IEnumerable<AppVariable> variables) => variables.Select(one => $$"""
        {
          name: '{{one.Name}}'
          {{(one.IsSecret ? $"secretRef: '{one.SecretName}'" : $"value: {one.Value}")}}
        }
        """);

    private static IEnumerable<AppVariable> Written(IEnumerable<AppVariable> variables) =>
        variables.Where(one => one is { IsSecret: true, Address: null });

    private static string VaultSecret(string app, AppVariable variable) => $$"""
        resource {{Symbol(variable)}} 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
          parent: vault
          name: '{{app}}-{{variable.SecretName}}'
          properties: {
            value: {{variable.Value}}
          }
        }
        """;

    private static string Symbol(AppVariable variable) => $"secret_{BicepText.Identifier(variable.SecretName)}";
}
