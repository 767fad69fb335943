using System.ComponentModel.DataAnnotations;

namespace Conduit.Lab.Map.Operation;

/// <summary>The section <c>Operator</c>: the application that the system map shows. The AppHost sets it.</summary>
internal sealed class OperatorOptions
{
    public const string Section = "Operator";

    /// <summary>The address of the AppHost's endpoint for operators.</summary>
    [Required(ErrorMessage = "Operator__Address is missing: start the resource lab in the dashboard, which sets it (./run.sh does so).")]
    public Uri? Address { get; set; }

    /// <summary>The key of that endpoint.</summary>
    public string? Key { get; set; }

    /// <summary>The model of the application, as JSON.</summary>
    public string? Model { get; set; }
}
