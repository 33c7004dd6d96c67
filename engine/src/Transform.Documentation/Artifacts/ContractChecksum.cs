using System.Security.Cryptography;
using System.Text;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>The fingerprint of an enforced contract, the same as dbt's, so that state comparison agrees with manifests that
/// dbt wrote. dbt hashes its columns as Python prints them.</summary>
internal static class ContractChecksum
{
    public static string? Of(Node node)
    {
        if (node.Config.Get("contract").AsDict() is not { } contract
            || !contract.TryGetValue("enforced", out var enforced) || !enforced.IsTruthy)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var column in node.Columns.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            text.Append('|').Append(column.Name).Append(column.DataType ?? "None");
            text.Append('[').AppendJoin(", ", column.Constraints.Select(Print)).Append(']');
        }

        if (node is ModelNode model && node.Config.Materialized is ("table" or "incremental"))
        {
            text.Append(node.Config.Materialized);
            text.Append('[').AppendJoin(", ", model.Constraints.Select(PrintModel)).Append(']');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Print(Value constraint) => $"ColumnLevelConstraint({Fields(constraint)})";

    private static string PrintModel(Value constraint) =>
        $"ModelLevelConstraint({Fields(constraint)}, columns={Member(constraint.AsDict() ?? new DictValue(), "columns", new ListValue()).Repr()})";

    private static string Fields(Value constraint)
    {
        var values = constraint.AsDict() ?? new DictValue();
        var type = Member(values, "type").ToString();
        return string.Join(
            ", ",
            $"type=<ConstraintType.{type}: '{type}'>",
            "name=" + Member(values, "name").Repr(),
            "expression=" + Member(values, "expression").Repr(),
            "warn_unenforced=" + Member(values, "warn_unenforced", Value.True).Repr(),
            "warn_unsupported=" + Member(values, "warn_unsupported", Value.True).Repr(),
            "to=" + Member(values, "to").Repr(),
            "to_columns=" + Member(values, "to_columns", new ListValue()).Repr());
    }

    private static Value Member(DictValue values, string key, Value? fallback = null) =>
        values.TryGetValue(key, out var value) && !value.IsMissing ? value : fallback ?? Value.None;
}
