using System.Globalization;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.UnitTests;

/// <summary>Writes the rows of a unit test as a query. Values become literals here; a macro casts each to its column's type.</summary>
/// <param name="test">Whose rows.</param>
/// <param name="context">Where the macros are found.</param>
internal sealed class FixtureSql(DeclaredNode test, NodeContext context)
{
    /// <summary>A query that gives the rows.</summary>
    /// <param name="columns">The columns that it gives, with their types.</param>
    /// <param name="rows">Dicts by column, whatever the case; a column that a row leaves out is null.</param>
    /// <param name="what">What the rows are, for messages.</param>
    /// <exception cref="TransformException">A row has a column that is not among them (TF3015).</exception>
    public string Write(IReadOnlyList<(string Name, string Type)> columns, ListValue rows, string what)
    {
        var index = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < columns.Count; i++)
        {
            index.TryAdd(columns[i].Name, i);
        }

        var literals = new ListValue(rows.Count);
        foreach (var row in rows)
        {
            var cells = new Value[columns.Count];
            Array.Fill(cells, "null");
            foreach (var (key, value) in row.AsDict()!)
            {
                if (!index.TryGetValue(key.ToString(), out var column))
                {
                    throw Unknown(key.ToString(), columns, what);
                }

                cells[column] = Literal(value);
            }

            literals.Add(new ListValue(cells));
        }

        var shape = new ListValue(columns.Select(c => (Value)DictValue.Of(
            ("name", c.Name), ("quoted", context.Dialect.Quote(c.Name)), ("data_type", c.Type))));
        return context.Sql("get_unit_test_rows_sql", shape, literals);
    }

    private string Literal(Value value)
    {
        if (value.IsMissing)
        {
            return "null";
        }

        if (value.TryGetBoolean(out var flag))
        {
            return flag ? "true" : "false";
        }

        if (value.IsInteger || (value.TryGetFloat(out var number) && double.IsFinite(number)))
        {
            return value.ToString();
        }

        if (value.AsList() is { } list)
        {
            return $"[{string.Join(", ", list.Select(Literal))}]";
        }

        if (value.AsDict() is { } dict)
        {
            return $"{{{string.Join(", ", dict.Select(pair => $"{Literal(pair.Key)}: {Literal(pair.Value)}"))}}}";
        }

        return context.Dialect.Literal(value.ToString());
    }

    private TransformException Unknown(string column, IReadOnlyList<(string Name, string Type)> columns, string what) =>
        TransformException.Error(
            DiagnosticCodes.InvalidUnitTest,
            $"The unit test '{test.Name}' has the column '{column}' in {what}, which has no such column.",
            Places.Of(test, column),
            (NearMiss.Question(column, columns.Select(c => c.Name)) is { } near ? near + " " : string.Empty)
                + string.Create(CultureInfo.InvariantCulture, $"Its {columns.Count} columns are {string.Join(", ", columns.Select(c => c.Name))}."));
}
