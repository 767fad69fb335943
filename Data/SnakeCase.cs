using Microsoft.EntityFrameworkCore;

namespace Conduit.Data;

/// <summary>Names tables and columns in snake case, so that hand-written SQL needs no quotes.</summary>
internal static class SnakeCase
{
    public static void UseSnakeCase(this ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(Of(entity.GetTableName()!));
            foreach (var property in entity.GetProperties()) property.SetColumnName(Of(property.Name));
            foreach (var key in entity.GetKeys()) key.SetName(Of(key.GetName()!));
            foreach (var index in entity.GetIndexes()) index.SetDatabaseName(Of(index.GetDatabaseName()!));
            foreach (var foreign in entity.GetForeignKeys()) foreign.SetConstraintName(Of(foreign.GetConstraintName()!));
        }
    }

    private static string Of(string name) => string.Concat(name.Select((letter, at) =>
        !char.IsUpper(letter) ? letter.ToString()
        : at > 0 && char.IsLower(name[at - 1]) ? "_" + char.ToLowerInvariant(letter)
        : char.ToLowerInvariant(letter).ToString()));
}
