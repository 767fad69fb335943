// Azure Managed Redis with one shard: the application's scripts use several keys, and its streams block.

@description('Where the resources are.')
param location string = resourceGroup().location

@description('A demo at the lowest price, or production.')
@allowed(['small', 'production'])
param size string

param name string

@description('What happens when the memory is full: NoEviction for what must not be lost unnoticed, AllKeysLRU for what can be made again.')
@allowed(['NoEviction', 'AllKeysLRU'])
param evictionPolicy string

param vaultName string
param endpointsSubnetId string
param zoneId string

var isProduction = size == 'production'
var fullName = '${name}-${uniqueString(resourceGroup().id)}'

@description('The size of the server.')
param skuName string = size == 'production' ? 'Balanced_B3' : 'Balanced_B0'

resource server 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: fullName
  location: location
  sku: {
    name: skuName
  }
  properties: {
    minimumTlsVersion: '1.2'
    highAvailability: isProduction ? 'Enabled' : 'Disabled'
    publicNetworkAccess: isProduction ? 'Disabled' : 'Enabled'
  }

  resource data 'databases' = {
    name: 'default'
    properties: {
      clientProtocol: 'Encrypted'
      port: 10000
      clusteringPolicy: 'NoCluster'
      evictionPolicy: evictionPolicy
      accessKeysAuthentication: 'Enabled'
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = if (isProduction) {
  name: fullName
  location: location
  properties: {
    subnet: {
      id: endpointsSubnetId
    }
    privateLinkServiceConnections: [
      {
        name: fullName
        properties: {
          privateLinkServiceId: server.id
          groupIds: ['redisEnterprise']
        }
      }
    ]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: 'redis'
          properties: {
            privateDnsZoneId: zoneId
          }
        }
      ]
    }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName

  resource connection 'secrets' = {
    name: '${name}-connection'
    properties: {
      value: '${server.properties.hostName}:10000,password=${server::data.listKeys().primaryKey},ssl=True'
    }
  }
}

@description('Where the vault has the connection string.')
output connectionAddress string = vault::connection.properties.secretUri
