using Transform.Adapters;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Which rows of a relation a node reads: those whose event time lies in a window. A relation that has one is written as
/// a query in parentheses, in dbt's words.</summary>
/// <param name="Column">The column of the event time, as SQL.</param>
/// <param name="Window">The times.</param>
public sealed record RowFilter(string Column, BatchWindow Window)
{
    /// <summary>The query.</summary>
    /// <param name="name">The relation's name as SQL.</param>
    /// <param name="identifier">Its last part, for the alias that some warehouses want.</param>
    public string Render(string name, string? identifier, ISqlDialect dialect) =>
        $"(select * from {name} where {Column} >= '{Text(Window.Start)}' and {Column} < '{Text(Window.End)}')"
        + (dialect.SubqueriesNeedAlias ? $" _dbt_et_filter_subq_{identifier}" : string.Empty);

    private static string Text(DateTime time) => DateTimeValue.FromClr(time).Render();
}
