// One shard: a Flexible Server, in production with a synchronous standby in another zone and a read replica.

@description('Where the resources are.')
param location string = resourceGroup().location

@description('A demo at the lowest price, or production.')
@allowed(['small', 'production'])
param size string

@description('The name of the shard, which the names of its servers begin with.')
param name string

@description('The server\'s administrator. No service connects as it.')
param administrator string

@description('The administrator\'s password.')
@secure()
param administratorPassword string

param vaultName string
param subnetId string
param zoneId string

var isProduction = size == 'production'
var server = '${name}-${uniqueString(resourceGroup().id)}'

@description('The size of a server.')
param sku object = size == 'production'
  ? { name: 'Standard_D4ds_v5', tier: 'GeneralPurpose' }
  : { name: 'Standard_B2s', tier: 'Burstable' }

@description('The disk of a server, in GB. It grows by itself.')
param storageSizeGB int = size == 'production' ? 256 : 32

@description('How many days back the server can be restored to.')
@minValue(7)
@maxValue(35)
param backupRetentionDays int = size == 'production' ? 35 : 7

var major = '18'
var storage = {
  storageSizeGB: storageSizeGB
  autoGrow: 'Enabled'
}

resource primary 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: server
  location: location
  sku: sku
  properties: {
    version: major
    administratorLogin: administrator
    administratorLoginPassword: administratorPassword
    storage: storage
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: zoneId
      publicNetworkAccess: 'Disabled'
    }
    backup: {
      backupRetentionDays: backupRetentionDays
      geoRedundantBackup: 'Disabled'
    }
    // The name of the server leads to whichever of the two is the primary.
    highAvailability: {
      mode: isProduction ? 'ZoneRedundant' : 'Disabled'
    }
  }

  // A transaction that its client has abandoned would hold its locks and delay vacuum.
  resource timeout 'configurations' = {
    name: 'idle_in_transaction_session_timeout'
    properties: {
      value: '60000'
      source: 'user-override'
    }
  }
}

resource replica 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = if (isProduction) {
  name: '${server}-replica'
  location: location
  sku: sku
  // A replica has at least the settings of its primary, so it is created after them.
  dependsOn: [primary::timeout]
  properties: {
    createMode: 'Replica'
    sourceServerResourceId: primary.id
    version: major
    storage: storage
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: zoneId
      publicNetworkAccess: 'Disabled'
    }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName

  resource password 'secrets' = {
    name: '${name}-administrator-password'
    properties: {
      value: administratorPassword
    }
  }
}

@description('The server that takes the writes.')
output primary string = primary.properties.fullyQualifiedDomainName

@description('The server alone, or the server and its replica, as Npgsql lists hosts.')
output hosts string = isProduction
  ? '${primary.properties.fullyQualifiedDomainName},${replica!.properties.fullyQualifiedDomainName}'
  : primary.properties.fullyQualifiedDomainName
