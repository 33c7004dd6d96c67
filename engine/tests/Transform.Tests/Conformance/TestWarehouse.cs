using Transform.Adapters;

namespace Transform.Tests.Conformance;

/// <summary>A warehouse that the conformance suite runs on. What its SQL says otherwise than others stands in macros
/// <c>TYPE__name</c> in <c>fixtures/conformance/macros</c>; what it cannot do, in its <see cref="Capabilities"/>, or
/// here where the engine need not know.</summary>
/// <param name="Factory">Opens it.</param>
/// <param name="NewDatabase">An output for a new, empty database, for a project in a folder that is gone after the test. Unqualified
/// names in a session belong to the output's schema.</param>
public sealed record TestWarehouse(IAdapterFactory Factory, Func<string, ProfileOutput> NewDatabase)
{
    /// <summary>Takes the database away again.</summary>
    public Action<ProfileOutput> Drop { get; init; } = static _ => { };

    /// <summary>What the server says where a user is to be made; null where it makes them.</summary>
    public string? RefusesUsers { get; init; }

    /// <summary>It has users to grant privileges to.</summary>
    public bool Grants { get; init; } = true;

    /// <summary>It knows without looking how much room a table takes.</summary>
    public bool KnowsBytes { get; init; } = true;

    /// <summary>It knows how many rows a table has once it was analyzed.</summary>
    public bool Analyzes { get; init; }

    /// <summary>The types of constraints that it holds rows to, by dbt's names; others are no more than words about a table.</summary>
    public IReadOnlyList<string> EnforcedConstraints { get; init; } = ["not_null", "check", "unique", "primary_key", "foreign_key"];

    /// <summary>A table can be copied without its rows being written again.</summary>
    public bool ClonesTables { get; init; }

    public string Type => Factory.Type;

    /// <summary>What every project has besides its own files.</summary>
    public IReadOnlyList<(string Path, string Text)> Files { get; init; } = [];

    public bool RunsBlocks { get; private init; }

    /// <summary>The same with projects that have a macro of their own in every materialization, so that the blocks of macros run and not
    /// what the engine does quicker.</summary>
    public TestWarehouse ByBlocks => this with
    {
        RunsBlocks = true,
        Files = [("macros/blocks.sql", "{% macro run_hooks(hooks, inside_transaction=true) %}{{ return(dbt.run_hooks(hooks, inside_transaction)) }}{% endmacro %}")],
    };
}
