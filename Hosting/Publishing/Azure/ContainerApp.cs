using System.Globalization;
using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>The module of a project that serves: a container app with ingress, probes and rules of scale.</summary>
internal static class ContainerApp
{
    // The endpoint behind the ingress; the others are reached by their ports within the environment.
    private const string MainPort = "http";
    private const string SizeParameter = "size";

    // A server that stops waits three seconds for its balancer, and then up to thirty for its last requests.
    private const int TerminationGracePeriodSeconds = 45;

    public static BicepModule Of(Deployment deployment, PublishedService service, AzureSettings settings)
    {
        if (!settings.Servers.TryGetValue(service.Name, out var size))
            throw new DistributedApplicationException($"{service.Name} has no size for Azure: give it one where the others have theirs.");

        var parameters = new AppParameters();
        var variables = AppVariables.Read(deployment, service, settings.Variables, parameters);
        var queue = ScaleRules.Secrets(deployment, size, parameters);
        var secrets = AppText.Secrets(variables.Concat(queue), AppText.Identity(parameters)).ToList();
        var vault = AppText.VaultSecrets(service.Name, variables.Concat(queue), parameters);
        var (environment, registry) = (AppText.EnvironmentId(parameters), AppText.Registry(parameters));
        var rules = ScaleRules.Of(deployment, size, parameters).ToList();
        var text = $$"""
            {{AppText.Header($"The container app {service.Name}", parameters)}}

            {{Sizes(size)}}

            {{vault}}

            resource app 'Microsoft.App/containerApps@2025-01-01' = {
              name: '{{service.Name}}'
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
                  // The former revision serves until a server of the new one is ready.
                  activeRevisionsMode: 'Single'
                  ingress: {
            {{BicepText.Lines(8, [Ingress(service)])}}
                  }
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
                  terminationGracePeriodSeconds: {{TerminationGracePeriodSeconds}}
                  containers: [
                    {
                      name: '{{service.Name}}'
                      image: image
                      resources: {
                        cpu: json(cpu)
                        memory: memory
                      }
                      env: [
            {{BicepText.Lines(12, AppText.Variables(variables))}}
                      ]
                      probes: [
            {{BicepText.Lines(12, Probes(service))}}
                      ]
                    }
                  ]
                  scale: {
                    minReplicas: minReplicas
                    maxReplicas: maxReplicas
                    rules: [
            {{BicepText.Lines(10, rules)}}
                    ]
                  }
                }
              }
            }

            """;
        return new(
            service.Name,
            text,
            new Dictionary<string, string>(AppText.Parameters(service, parameters)) { [SizeParameter] = AzureNames.SizeValue });
    }

    private static string Sizes(AzureSize size) => string.Create(CultureInfo.InvariantCulture, $"""
        @description('A demo at the lowest price, or production.')
        @allowed(['small', 'production'])
        param {SizeParameter} string

        @description('The least number of servers.')
        param minReplicas int = size == 'production' ? {size.Production.Min} : {size.Small.Min}

        @description('The most servers.')
        param maxReplicas int = size == 'production' ? {size.Production.Max} : {size.Small.Max}

        @description('The processors of a server.')
        param cpu string = size == 'production' ? '1.0' : '0.5'

        @description('The memory of a server.')
        param memory string = size == 'production' ? '2Gi' : '1Gi'
        """);

    private static string Ingress(PublishedService service)
    {
        var further = service.Ports.Where(port => port.Name != MainPort).Select(port => string.Create(CultureInfo.InvariantCulture, $$"""
            {
              external: false
              targetPort: {{port.Number}}
              exposedPort: {{port.Number}}
            }
            """)).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"""
            external: {(service.IsExternal ? "true" : "false")}
            targetPort: {service.Ports.Single(port => port.Name == MainPort).Number}
            transport: 'auto'
            allowInsecure: {(service.IsExternal ? "false" : "true")}
            {(further.Count == 0 ? "" : $"additionalPortMappings: [\n{BicepText.Lines(2, further)}\n]")}
            """).TrimEnd();
    }

    private static IEnumerable<string> Probes(PublishedService service)
    {
        foreach (var probe in service.Probes)
        {
            var port = service.Ports.Single(port => port.Name == probe.Port).Number;
            yield return Probe(probe.Type.ToString(), probe.Path, port, periodSeconds: 5, failureThreshold: 3);
            // Until a server has answered once it may take a minute; only then the other probes begin.
            if (probe.Type == ProbeType.Liveness) yield return Probe("Startup", probe.Path, port, periodSeconds: 2, failureThreshold: 30);
        }
    }

    private static string Probe(string type, string path, int port, int periodSeconds, int failureThreshold) =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            {
              type: '{{type}}'
              httpGet: {
                path: '{{path}}'
                port: {{port}}
              }
              periodSeconds: {{periodSeconds}}
              timeoutSeconds: 3
              failureThreshold: {{failureThreshold}}
            }
            """);
}
