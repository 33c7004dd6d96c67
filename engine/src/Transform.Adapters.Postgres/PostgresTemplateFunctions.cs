using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>What dbt-postgres's <c>adapter</c> has beside what all adapters have.</summary>
internal static class PostgresTemplateFunctions
{
    internal static FrozenDictionary<string, TemplateFunction> All { get; } = new Dictionary<string, TemplateFunction>
    {
        ["fit_name"] = new(["name", "ending"], static (_, a) => Fit((string)a[0]!, (string)a[1]!)),
        ["verify_database"] = new(["database"], static (target, a) => Verify(target, a[0] as string)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const int MarkLength = 9;

    // The name with an ending, within the bytes that a name may have. One that has to be cut gets a mark of its own: names that begin
    // alike are not to become the same.
    private static string Fit(string name, string ending)
    {
        var room = PostgresDialect.LongestName - Encoding.UTF8.GetByteCount(ending);
        if (room <= MarkLength)
        {
            throw TransformException.Error(DiagnosticCodes.WrongArguments, $"The ending '{ending}' is longer than a name may be.");
        }

        if (Encoding.UTF8.GetByteCount(name) > room)
        {
            ending = "_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, MarkLength / 2)) + ending;
            room -= MarkLength;
        }

        var length = name.Length;
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, length)) > room)
        {
            length -= length > 1 && char.IsLowSurrogate(name[length - 1]) ? 2 : 1;
        }

        return name[..length] + ending;
    }

    // A session sees one database.
    private static string Verify(TargetDescription target, string? database) =>
        database is null || string.Equals(database.Trim('"'), target.Database, StringComparison.OrdinalIgnoreCase)
            ? string.Empty
            : throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"PostgreSQL reads one database at a time: this target is '{target.Database}', and '{database}' was asked for.",
                hint: "Remove `database:` from the model or source, or use a target with that dbname.");
}
