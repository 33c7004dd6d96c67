using Transform.Adapters;
using Transform.Planning;

namespace Transform.Compilation;

/// <summary>Widens the texts of a table so that the rows of another one fit.</summary>
public static class ColumnExpansion
{
    /// <summary>dbt's <c>expand_target_column_types</c>. Asks nothing where texts have no sizes; a text without one
    /// takes whatever comes.</summary>
    public static void Expand(NodeContext context, Relation from, Relation to)
    {
        if (!context.Dialect.Types.SizesApart)
        {
            return;
        }

        var wanted = context.Session.GetColumns(from);
        foreach (var column in context.Session.GetColumns(to))
        {
            var wider = wanted.FirstOrDefault(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal));
            if (wider is not null && column.DataType.EndsWith(')') && new ColumnObject(column, context.Dialect).CanExpandTo(new ColumnObject(wider, context.Dialect)))
            {
                context.Call("alter_column_type", context.RelationValue(to), column.Name, wider.DataType);
            }
        }
    }
}
