namespace Transform.Adapters;

/// <summary>How a warehouse writes names and texts. Needs no connection. The one place that quotes and escapes.</summary>
public interface ISqlDialect
{
    /// <summary>A query in a <c>from</c> must have an alias.</summary>
    bool SubqueriesNeedAlias => false;

    /// <summary>What stands for a value in a statement that is given with bindings.</summary>
    string BindingMark => "%s";

    /// <summary>An identifier in the warehouse's quotes, with quotes in it escaped.</summary>
    string Quote(string identifier);

    /// <summary>How much of <see cref="TemplateTypes.LongestName"/> a name takes.</summary>
    int LengthOf(string identifier) => System.Text.Encoding.UTF8.GetByteCount(identifier);

    /// <summary>A text as a literal, escaped.</summary>
    string Literal(string text);

    /// <summary>The relation's name as SQL, quoted as its policy says, or what stands in its place.</summary>
    string Render(Relation relation) => relation.ExternalLocation ?? relation.NameParts(Quote);

    /// <summary>What stands in SQL for a source that is no table of the warehouse, such as a file; null for a table.</summary>
    /// <param name="source">The source's <c>name</c>, <c>identifier</c>, <c>schema</c>, <c>database</c> and <c>tags</c>, and on top of them
    /// its meta and its configs that only an adapter knows.</param>
    /// <exception cref="FormatException">The place cannot be made out of these values; the message says why.</exception>
    string? ExternalSource(IReadOnlyDictionary<string, object?> source) => null;

    /// <summary>What a contract is compared by: the name that dbt's adapter gives the type of a query's column.</summary>
    string ResultType(string dataType) => dataType;

    /// <summary>The type of a seed's column whose values have told its type.</summary>
    /// <param name="type"><c>integer</c>, <c>bigint</c>, <c>numeric(38, 0)</c>, <c>float8</c>, <c>date</c>, <c>timestamp without time zone</c>,
    /// <c>boolean</c> or <c>text</c>.</param>
    /// <param name="hasNulls">Some of its fields are empty.</param>
    string SeedType(string type, bool hasNulls) => type;

    /// <summary>How templates see its columns and relations.</summary>
    TemplateTypes Types => TemplateTypes.Common;
}
