using System.Collections.Immutable;
using Transform.Planning;

namespace Transform.Compilation;

/// <summary>A node with its SQL rendered.</summary>
/// <param name="Node">What was compiled.</param>
/// <param name="Sql">What the warehouse is to run: ephemeral models stand in it as common table expressions.</param>
/// <param name="OwnSql">The node's own SQL, without those of ephemeral models.</param>
/// <param name="Ctes">The ephemeral models in it, each after those that it reads.</param>
public sealed record CompiledNode(TemplateNode Node, string Sql, string OwnSql, ImmutableArray<EphemeralCte> Ctes)
{
    /// <summary>The unique ids of the macros that its template called.</summary>
    public ImmutableArray<string> Macros { get; init; } = [];
}

/// <summary>An ephemeral model as a common table expression.</summary>
/// <param name="UniqueId">The model.</param>
/// <param name="Sql"><c> name as ( ... )</c>, as it stands in the compiled code.</param>
public sealed record EphemeralCte(string UniqueId, string Sql);
