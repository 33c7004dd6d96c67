using Transform.Adapters;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Writes constraints as they stand in <c>create table</c>.</summary>
internal static class ConstraintText
{
    /// <summary><c>adapter.render_raw_columns_constraints</c>: a line for each column, with its type and constraints.</summary>
    public static ListValue Columns(Arguments arguments, ISqlDialect dialect)
    {
        var lines = new ListValue();
        foreach (var (_, value) in arguments.Require(0, "raw_columns", "adapter.render_raw_columns_constraints").AsDict() ?? [])
        {
            var name = value.GetItem("name").ToString();
            var line = $"{(value.GetItem("quote").IsTruthy ? dialect.Quote(name) : name)} {value.GetItem("data_type")}";
            foreach (var constraint in value.GetItem("constraints").AsList() ?? [])
            {
                line += OfColumn(Read(constraint, arguments), constraint) is { Length: > 0 } text ? $" {text.Trim()}" : string.Empty;
            }

            lines.Add(line);
        }

        return lines;
    }

    /// <summary><c>adapter.render_raw_model_constraints</c>: a line for each constraint of the table.</summary>
    public static ListValue Model(Arguments arguments)
    {
        var lines = new ListValue();
        foreach (var constraint in arguments.Require(0, "raw_constraints", "adapter.render_raw_model_constraints").AsList() ?? [])
        {
            if (OfModel(Read(constraint, arguments), constraint) is { Length: > 0 } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private static string Read(Value constraint, Arguments arguments) =>
        constraint.AsDict()?["type"].ToString() is { } type
        && type is "check" or "not_null" or "unique" or "primary_key" or "foreign_key" or "custom"
            ? type
            : throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"There is no constraint like {constraint.Repr()}.",
                arguments.Span,
                "Its type is one of check, not_null, unique, primary_key, foreign_key, custom.");

    private static string OfColumn(string type, Value constraint)
    {
        var expression = Expression(constraint);
        return type switch
        {
            "check" => expression.Length > 0 ? $"check ({expression})" : string.Empty,
            "foreign_key" => References(constraint, expression),
            "custom" => expression,
            _ => $"{type.Replace('_', ' ')} {expression}",
        };
    }

    private static string OfModel(string type, Value constraint)
    {
        var name = constraint.GetItem("name").IsTruthy ? $"constraint {constraint.GetItem("name")} " : string.Empty;
        var columns = string.Join(", ", (constraint.GetItem("columns").AsList() ?? []).Select(c => c.ToString()));
        var expression = Expression(constraint);
        return type switch
        {
            "check" => expression.Length > 0 ? $"{name}check ({expression})" : string.Empty,
            "unique" or "primary_key" => $"{name}{type.Replace('_', ' ')}{(expression.Length > 0 ? " " + expression : string.Empty)} ({columns})",
            "foreign_key" => References(constraint, expression) is { Length: > 0 } references
                ? $"{name}foreign key ({columns}) {references}"
                : string.Empty,
            "custom" => expression.Length > 0 ? name + expression : string.Empty,
            _ => string.Empty,
        };
    }

    private static string References(Value constraint, string expression) =>
        constraint.GetItem("to").IsTruthy && constraint.GetItem("to_columns").AsList() is { Count: > 0 } columns
            ? $"references {constraint.GetItem("to")} ({string.Join(", ", columns.Select(c => c.ToString()))})"
            : expression.Length > 0 ? $"references {expression}" : string.Empty;

    private static string Expression(Value constraint) => constraint.GetItem("expression") is { IsMissing: false } text ? text.ToString() : string.Empty;
}
