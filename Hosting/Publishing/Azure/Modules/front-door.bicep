// In production a Front Door stands in front of the edge. It caches what never changes, and pictures for ten minutes; pages and the API
// pass, for it cannot drop them at the moment they change.

@description('A demo at the lowest price, or production.')
@allowed(['small', 'production'])
param size string

@description('The name of the container app that is the origin.')
param appName string

@description('The domain of the Container Apps environment.')
param domain string

var isProduction = size == 'production'
var origin = '${appName}.${domain}'

resource profile 'Microsoft.Cdn/profiles@2024-09-01' = if (isProduction) {
  name: 'afd-${uniqueString(resourceGroup().id)}'
  location: 'global'
  sku: {
    name: 'Standard_AzureFrontDoor'
  }
  properties: {
    // Longer than the slowest upload of a picture.
    originResponseTimeoutSeconds: 120
  }

  resource endpoint 'afdEndpoints' = {
    name: '${appName}-${uniqueString(resourceGroup().id)}'
    location: 'global'
    properties: {
      enabledState: 'Enabled'
    }
  }

  resource group 'originGroups' = {
    name: appName
    properties: {
      loadBalancingSettings: {
        sampleSize: 4
        successfulSamplesRequired: 3
      }
      healthProbeSettings: {
        probePath: '/alive'
        probeRequestType: 'GET'
        probeProtocol: 'Https'
        probeIntervalInSeconds: 30
      }
    }

    resource app 'origins' = {
      name: appName
      properties: {
        hostName: origin
        // Container Apps find the app by this name; the client's own is in X-Forwarded-Host.
        originHostHeader: origin
        httpsPort: 443
        enforceCertificateNameCheck: true
      }
    }
  }

  resource caching 'ruleSets' = {
    name: 'caching'

    // The edge says which assets never change; the others say no-cache and pass.
    resource assets 'rules' = {
      name: 'assets'
      properties: {
        order: 1
        conditions: [
          {
            name: 'UrlFileExtension'
            parameters: {
              typeName: 'DeliveryRuleUrlFileExtensionMatchConditionParameters'
              operator: 'Equal'
              matchValues: ['css', 'js', 'svg']
              transforms: ['Lowercase']
            }
          }
        ]
        actions: [
          {
            name: 'RouteConfigurationOverride'
            parameters: {
              typeName: 'DeliveryRuleRouteConfigurationOverrideActionParameters'
              cacheConfiguration: {
                cacheBehavior: 'HonorOrigin'
                queryStringCachingBehavior: 'UseQueryString'
                isCompressionEnabled: 'Enabled'
              }
            }
          }
        ]
      }
    }

    // A picture that was removed is gone here after ten minutes.
    resource pictures 'rules' = {
      name: 'pictures'
      dependsOn: [assets]
      properties: {
        order: 2
        conditions: [
          {
            name: 'UrlPath'
            parameters: {
              typeName: 'DeliveryRuleUrlPathMatchConditionParameters'
              operator: 'BeginsWith'
              matchValues: ['media/']
              transforms: ['Lowercase']
            }
          }
          {
            name: 'UrlFileExtension'
            parameters: {
              typeName: 'DeliveryRuleUrlFileExtensionMatchConditionParameters'
              operator: 'Equal'
              matchValues: ['webp', 'jpg']
              transforms: ['Lowercase']
            }
          }
        ]
        actions: [
          {
            name: 'RouteConfigurationOverride'
            parameters: {
              typeName: 'DeliveryRuleRouteConfigurationOverrideActionParameters'
              cacheConfiguration: {
                cacheBehavior: 'OverrideAlways'
                cacheDuration: '0.00:10:00'
                queryStringCachingBehavior: 'UseQueryString'
                isCompressionEnabled: 'Disabled'
              }
            }
          }
        ]
      }
    }
  }
}

// Without cacheConfiguration a route passes everything on; only the rules cache.
resource route 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-09-01' = if (isProduction) {
  parent: profile::endpoint
  name: 'all'
  // A route cannot be made before its group has an origin.
  dependsOn: [profile::group::app]
  properties: {
    originGroup: {
      id: profile::group.id
    }
    ruleSets: [
      {
        id: profile::caching.id
      }
    ]
    supportedProtocols: ['Http', 'Https']
    patternsToMatch: ['/*']
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Enabled'
    linkToDefaultDomain: 'Enabled'
  }
}

@description('The host names of the site, that of its addresses first.')
output hosts string = isProduction ? '${profile::endpoint!.properties.hostName} ${origin}' : origin
