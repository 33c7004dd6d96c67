using System.Collections.Frozen;

namespace Transform.Adapters;

/// <summary>What templates see of an adapter's columns and relations where adapters differ: dbt's classes <c>Column</c> and
/// <c>Relation</c> as each adapter has them. Types are named without case and without size.</summary>
public sealed record TemplateTypes
{
    public static TemplateTypes Common { get; } = new();

    /// <summary>What the names of the classes begin with, such as <c>DuckDB</c> in <c>DuckDBRelation</c>.</summary>
    public string Prefix { get; init; } = string.Empty;

    public FrozenSet<string> Texts { get; init; } = Names("text", "character varying", "character", "varchar");

    public FrozenSet<string> Integers { get; init; } = Names(
        "smallint", "integer", "bigint", "smallserial", "serial", "bigserial", "int2", "int4", "int8", "serial2", "serial4", "serial8");

    public FrozenSet<string> Floats { get; init; } = Names("real", "float4", "float", "double precision", "float8", "double");

    public FrozenSet<string> Numerics { get; init; } = Names("numeric", "decimal");

    /// <summary>A column's size is told apart from its type (<c>character varying</c>, 256), and a text without a size has none.</summary>
    public bool SizesApart { get; init; }

    /// <summary>A column's <c>data_type</c> is its type as the warehouse names it; elsewhere texts are <c>character varying</c>.</summary>
    public bool KeepsNames { get; init; }

    /// <summary>The kinds of relations that can be given another name.</summary>
    public FrozenSet<RelationKind> Renameable { get; init; } = [];

    /// <summary>The kinds of relations that one statement replaces.</summary>
    public FrozenSet<RelationKind> Replaceable { get; init; } = [];

    /// <summary>The bytes that a name may have; null where there is no limit that matters.</summary>
    public int? LongestName { get; init; }

    /// <summary>Columns have <c>fields</c> and can be flattened.</summary>
    public bool HasStructs { get; init; }

    /// <summary>What relations answer beside what all adapters' relations do, with the values of a relation that was not listed. A value that
    /// follows from others is a function of them, and of whether the name has an identifier: <c>Func&lt;RelationTraits, bool, object?&gt;</c>.</summary>
    public FrozenDictionary<string, object?> RelationTraits { get; init; } = FrozenDictionary<string, object?>.Empty;

    public static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
