using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Proto;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Dashboard;

/// <summary>Says a resource's state in the dashboard's words.</summary>
internal static class ResourceMessages
{
    public static ResourceMessage ToMessage(this ResourceEvent change)
    {
        var state = change.Snapshot;
        var message = new ResourceMessage
        {
            Name = change.ResourceId,
            DisplayName = change.Resource.Name,
            Type = state.ResourceType,
            Uid = change.ResourceId,
            Created = ToTimestamp(state.CreationTimeStamp ?? DateTime.UnixEpoch),
            Started = state.StartTimeStamp is { } started ? ToTimestamp(started) : null,
            Stopped = state.StopTimeStamp is { } stopped ? ToTimestamp(stopped) : null,
            IsHidden = state.IsHidden || state.State?.Text == KnownResourceStates.Hidden,
            HasDetailedTelemetry = change.Resource is ProjectResource,
        };
        if (state.State is { } text)
        {
            message.State = text.Text;
            if (text.Style is not null)
            {
                message.StateStyle = text.Style;
            }
        }

        if (state.IconName is not null)
        {
            message.Icon = state.IconName;
            message.IconKind = ToKind(state.IconVariant);
        }

        message.Environment.AddRange(state.EnvironmentVariables.Select(ToMessage));
        message.Properties.AddRange(state.Properties.Select(ToMessage));
        message.Urls.AddRange(state.Urls.Select(ToMessage));
        message.Commands.AddRange(state.Commands.Select(ToMessage));
        message.Health.AddRange(state.HealthReports.Select(ToMessage));
        message.Relationships.AddRange(state.Relationships.Select(r => new RelationshipMessage { ResourceName = r.ResourceName, Type = r.Type }));
        message.Volumes.AddRange(state.Volumes.Select(v => new VolumeMessage
        {
            Source = v.Source ?? "",
            Target = v.Target,
            MountType = v.MountType,
            IsReadOnly = v.IsReadOnly,
        }));
        return message;
    }

    private static EnvironmentMessage ToMessage(EnvironmentVariableSnapshot variable)
    {
        var message = new EnvironmentMessage { Name = variable.Name, IsFromSpec = variable.IsFromSpec };
        if (variable.Value is not null)
        {
            message.Value = variable.Value;
        }

        return message;
    }

    private static PropertyMessage ToMessage(ResourcePropertySnapshot property) =>
        new() { Name = property.Name, Value = ToValue(property.Value), IsSensitive = property.IsSensitive };

    private static UrlMessage ToMessage(UrlSnapshot url)
    {
        var message = new UrlMessage
        {
            Url = url.Url,
            IsInternal = url.IsInternal,
            IsInactive = url.IsInactive,
            Display = new() { Order = url.DisplayProperties.SortOrder, Text = url.DisplayProperties.DisplayName },
        };
        if (url.Name is not null)
        {
            message.Endpoint = url.Name;
        }

        return message;
    }

    private static HealthMessage ToMessage(HealthReportSnapshot report)
    {
        var message = new HealthMessage
        {
            Key = report.Name,
            Description = report.Description ?? "",
            Exception = report.ExceptionText ?? "",
            LastRun = report.LastRunAt is { } at ? ToTimestamp(at) : null,
        };
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                HealthStatus.Healthy => HealthKind.Healthy,
                HealthStatus.Degraded => HealthKind.Degraded,
                _ => HealthKind.Unhealthy,
            };
        }

        return message;
    }

    private static CommandMessage ToMessage(ResourceCommandSnapshot command)
    {
        var message = new CommandMessage
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            IsHighlighted = command.IsHighlighted,
            State = command.State switch
            {
                ResourceCommandState.Enabled => CommandState.Enabled,
                ResourceCommandState.Disabled => CommandState.Disabled,
                _ => CommandState.Hidden,
            },
        };
        if (command.DisplayDescription is not null)
        {
            message.Description = command.DisplayDescription;
        }

        if (command.ConfirmationMessage is not null)
        {
            message.Confirmation = command.ConfirmationMessage;
        }

        if (command.IconName is not null)
        {
            message.Icon = command.IconName;
            message.IconKind = ToKind(command.IconVariant);
        }

        message.Arguments.AddRange(command.Arguments.Select(ToMessage));
        return message;
    }

    public static InputMessage ToMessage(InteractionInput input) => new()
    {
        Name = input.Name,
        Kind = InputKind.Text,
        Label = input.Label ?? input.Name,
        Description = input.Description ?? "",
        Placeholder = input.Placeholder ?? "",
        Value = input.Value ?? "",
    };

    private static IconKind ToKind(IconVariant? variant) => variant == IconVariant.Filled ? IconKind.Filled : IconKind.Regular;

    private static Value ToValue(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        bool truth => Value.ForBool(truth),
        int or long or double or float => Value.ForNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IEnumerable list => Value.ForList([.. list.Cast<object?>().Select(ToValue)]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static Timestamp ToTimestamp(DateTime time) => Timestamp.FromDateTime(time.ToUniversalTime());
}
