namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where the dashboard shows an address.</summary>
public enum UrlDisplayLocation
{
    /// <summary>In the table of resources and in the details.</summary>
    SummaryAndDetails,

    /// <summary>In the details.</summary>
    DetailsOnly,
}
