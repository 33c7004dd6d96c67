using System.Collections.Frozen;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>What dbt-postgres's <c>adapter</c> has beside what all adapters have.</summary>
internal static class PostgresTemplateFunctions
{
    internal static FrozenDictionary<string, TemplateFunction> All { get; } = new Dictionary<string, TemplateFunction>
    {
        ["verify_database"] = new(["database"], static (target, a) => Verify(target, a[0] as string)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // A session sees one database.
    private static string Verify(TargetDescription target, string? database) =>
        database is null || string.Equals(database.Trim('"'), target.Database, StringComparison.OrdinalIgnoreCase)
            ? string.Empty
            : throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"PostgreSQL reads one database at a time: this target is '{target.Database}', and '{database}' was asked for.",
                hint: "Remove `database:` from the model or source, or use a target with that dbname.");
}
