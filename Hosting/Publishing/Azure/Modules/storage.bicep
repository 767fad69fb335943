// Object storage for pictures.

@description('Where the resources are.')
param location string = resourceGroup().location

@description('A demo at the lowest price, or production.')
@allowed(['small', 'production'])
param size string

param name string
param vaultName string
param networkId string
param endpointsSubnetId string

var isProduction = size == 'production'

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'st${uniqueString(resourceGroup().id)}'
  location: location
  kind: 'StorageV2'
  sku: {
    name: isProduction ? 'Standard_ZRS' : 'Standard_LRS'
  }
  properties: {
    // Pictures pass through the media service, which knows who may see and remove them.
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isProduction ? 'Disabled' : 'Enabled'
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: {
        enabled: true
        days: 7
      }
    }
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = if (isProduction) {
  name: 'privatelink.blob.${environment().suffixes.storage}'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: networkId
      }
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = if (isProduction) {
  name: account.name
  location: location
  properties: {
    subnet: {
      id: endpointsSubnetId
    }
    privateLinkServiceConnections: [
      {
        name: 'blob'
        properties: {
          privateLinkServiceId: account.id
          groupIds: ['blob']
        }
      }
    ]
  }

  resource names 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: 'blob'
          properties: {
            privateDnsZoneId: zone.id
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
      value: 'DefaultEndpointsProtocol=https;AccountName=${account.name};AccountKey=${account.listKeys().keys[0].value};EndpointSuffix=${environment().suffixes.storage}'
    }
  }
}

@description('Where the vault has the connection string.')
output connectionAddress string = vault::connection.properties.secretUri
