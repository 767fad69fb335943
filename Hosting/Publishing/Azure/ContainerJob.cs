using Conduit.Hosting.Postgres;
using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>
/// The module of a project that runs once: a job of Container Apps, which is started by hand or by a hook of azd. Before it, a container
/// for each shard makes the roles and databases, which on a managed server no script of a superuser has made.
/// </summary>
internal static class ContainerJob
{
    private static readonly Dictionary<string, string> NoFurtherVariables = [];

    public static BicepModule Of(Deployment deployment, PublishedService job)
    {
        var parameters = new AppParameters();
        var variables = AppVariables.Read(deployment, job, NoFurtherVariables, parameters);
        var passwords = Passwords(deployment, parameters);
        var secrets = AppText.Secrets(variables.Concat(passwords), AppText.Identity(parameters)).ToList();
        var vault = AppText.VaultSecrets(job.Name, variables.Concat(passwords), parameters);
        var (environment, registry) = (AppText.EnvironmentId(parameters), AppText.Registry(parameters));
        var roles = deployment.Shards.Select(shard => Roles(deployment, shard, passwords, parameters)).ToList();
        var arguments = job.Arguments.Select(new AppValues(deployment, parameters).Write).ToList();
        var text = $$"""
            {{AppText.Header($"The job {job.Name}", parameters)}}

            {{vault}}

            // Makes the roles and databases of a shard.
            var roles = '''
            {{PostgresScripts.Roles}}'''

            resource job 'Microsoft.App/jobs@2025-01-01' = {
              name: '{{job.Name}}'
              location: location
              identity: {
                type: 'UserAssigned'
                userAssignedIdentities: {
                  '${{{AppText.Identity(parameters)}}}': {}
                }
              }
              properties: {
                environmentId: {{environment}}
                workloadProfileName: 'Consumption'
                configuration: {
                  triggerType: 'Manual'
                  manualTriggerConfig: {
                    parallelism: 1
                    replicaCompletionCount: 1
                  }
                  replicaTimeout: 3600
                  replicaRetryLimit: 1
                  registries: [
                    {
                      server: {{registry}}
                      identity: {{AppText.Identity(parameters)}}
                    }
                  ]
                  secrets: [
            {{BicepText.Lines(8, secrets)}}
                  ]
                }
                template: {
                  initContainers: [
            {{BicepText.Lines(8, roles)}}
                  ]
                  containers: [
                    {
                      name: '{{job.Name}}'
                      image: image
                      args: [
            {{BicepText.Lines(12, arguments)}}
                      ]
                      resources: {
                        cpu: json('0.5')
                        memory: '1Gi'
                      }
                      env: [
            {{BicepText.Lines(12, AppText.Variables(variables))}}
                      ]
                    }
                  ]
                }
              }
            }

            """;
        return new(job.Name, text, AppText.Parameters(job, parameters));
    }

    // The passwords of all roles, by the names that the script reads.
    private static List<AppVariable> Passwords(Deployment deployment, AppParameters parameters)
    {
        var values = new AppValues(deployment, parameters);
        var administrator = AzureModules.SuperuserPassword(deployment, deployment.Shards[0]);
        return
        [
            new("PGPASSWORD", values.Secret(administrator), Address: null, IsSecret: true),
            .. AllRoles(deployment.Shards[0])
                .Select(role => new AppVariable($"PASSWORD_OF_{role.Name}", values.Secret(role.Password), Address: null, IsSecret: true)),
        ];
    }

    private static string Roles(Deployment deployment, DatabaseShard shard, List<AppVariable> passwords, AppParameters parameters)
    {
        IEnumerable<AppVariable> variables =
        [
            Plain("PGHOST", parameters.AddOutput(shard.Name, "primary")),
            Plain("PGUSER", BicepText.Literal(AzureNames.Administrator)),
            Plain("PGDATABASE", BicepText.Literal("postgres")),
            Plain("PGSSLMODE", BicepText.Literal("require")),
            Plain("ROLES", BicepText.Literal(string.Join(' ', AllRoles(shard).Select(role => role.Name)))),
            Plain("OWNERS", BicepText.Literal(string.Join(' ', shard.Databases.Select(one => $"{one.Owner}:{one.Name}")))),
            Plain("CONNECTS", BicepText.Literal(string.Join(
                ' ', shard.Databases.SelectMany(one => one.Connects.Select(role => $"{role}:{one.Name}"))))),
            .. passwords,
        ];
        return $$"""
            {
              name: '{{shard.Name}}-roles'
              image: '{{shard.Image}}'
              command: ['sh', '-c', roles]
              resources: {
                cpu: json('0.5')
                memory: '1Gi'
              }
              env: [
            {{BicepText.Lines(4, AppText.Variables(variables))}}
              ]
            }
            """;
    }

    private static IEnumerable<DatabaseRole> AllRoles(DatabaseShard shard) => shard.Roles.Prepend(shard.Owner);

    private static AppVariable Plain(string name, string value) => new(name, value, Address: null, IsSecret: false);
}
