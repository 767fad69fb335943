// What every other module stands on: network, identity, image registry, vault, telemetry, and the Container Apps environment.
// The outputs in capitals are those that azd knows.

@description('Where the resources are.')
param location string = resourceGroup().location

@description('A demo at the lowest price, or production.')
@allowed(['small', 'production'])
param size string

@description('Who deploys, and may read the secrets.')
param userPrincipalId string

@description('Where metrics go by OTLP over gRPC, such as a collector of a managed Prometheus. Empty: nowhere.')
param metricsEndpoint string = ''

var isProduction = size == 'production'
var token = uniqueString(resourceGroup().id)

// Roles that Azure has in every tenant.
var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
var secretsUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '4633458b-17de-408a-b874-0445c86b69e6'
)

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${token}'
  location: location
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'acr${token}'
  location: location
  sku: {
    name: isProduction ? 'Standard' : 'Basic'
  }
  properties: {
    adminUserEnabled: false
  }
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identity.id, acrPull)
  scope: registry
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: acrPull
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv${token}'
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: isProduction ? true : null
  }
}

resource mayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, secretsUser)
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: secretsUser
  }
}

resource operatorMayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, userPrincipalId, secretsUser)
  scope: vault
  properties: {
    principalId: userPrincipalId
    roleDefinitionId: secretsUser
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${token}'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${token}'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${token}'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.0.0.0/16']
    }
  }

  resource apps 'subnets' = {
    name: 'apps'
    properties: {
      addressPrefix: '10.0.0.0/23'
      delegations: [
        {
          name: 'apps'
          properties: {
            serviceName: 'Microsoft.App/environments'
          }
        }
      ]
    }
  }

  resource postgres 'subnets' = {
    name: 'postgres'
    // Azure changes the subnets of a network one after the other.
    dependsOn: [apps]
    properties: {
      addressPrefix: '10.0.2.0/24'
      delegations: [
        {
          name: 'postgres'
          properties: {
            serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers'
          }
        }
      ]
    }
  }

  resource endpoints 'subnets' = {
    name: 'endpoints'
    dependsOn: [postgres]
    properties: {
      addressPrefix: '10.0.3.0/24'
    }
  }
}

// Postgres is reached by private addresses only; their names are in this zone.
resource postgresZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: '${token}.private.postgres.database.azure.com'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
}

// The private endpoints of all Redis servers have their names in this one.
resource redisZone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (isProduction) {
  name: 'privatelink.redis.azure.net'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
}

var metricsDestination = 'prometheus'

resource environment 'Microsoft.App/managedEnvironments@2024-10-02-preview' = {
  name: 'cae-${token}'
  location: location
  properties: {
    zoneRedundant: isProduction
    vnetConfiguration: {
      infrastructureSubnetId: network::apps.id
      internal: false
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    appInsightsConfiguration: {
      connectionString: insights.properties.ConnectionString
    }
    // The agent of the environment: it sets OTEL_EXPORTER_OTLP_ENDPOINT in every container.
    openTelemetryConfiguration: {
      tracesConfiguration: {
        destinations: ['appInsights']
      }
      logsConfiguration: {
        destinations: ['appInsights']
      }
      metricsConfiguration: {
        destinations: empty(metricsEndpoint) ? [] : [metricsDestination]
      }
      destinationsConfiguration: {
        otlpConfigurations: empty(metricsEndpoint)
          ? []
          : [
              {
                name: metricsDestination
                endpoint: metricsEndpoint
                insecure: false
              }
            ]
      }
    }
  }
}

output AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = environment.properties.defaultDomain
output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = environment.id
output AZURE_CONTAINER_APPS_ENVIRONMENT_NAME string = environment.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.properties.loginServer
output AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = identity.id
output AZURE_CONTAINER_REGISTRY_NAME string = registry.name
output MANAGED_IDENTITY_CLIENT_ID string = identity.properties.clientId
output MANAGED_IDENTITY_NAME string = identity.name
output MANAGED_IDENTITY_PRINCIPAL_ID string = identity.properties.principalId
output AZURE_LOG_ANALYTICS_WORKSPACE_NAME string = logs.name
output AZURE_LOG_ANALYTICS_WORKSPACE_ID string = logs.id
output vaultName string = vault.name
output networkId string = network.id
output endpointsSubnetId string = network::endpoints.id
output postgresSubnetId string = network::postgres.id
output postgresZoneId string = postgresZone.id
output redisZoneId string = isProduction ? redisZone.id : ''
