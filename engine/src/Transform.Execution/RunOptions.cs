using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

/// <summary>How to run, as the command line says.</summary>
public sealed record RunOptions
{
    public required int Threads { get; init; }

    /// <summary>Stop starting nodes, and cancel those that run, at the first failure.</summary>
    public bool FailFast { get; init; }

    public bool FullRefresh { get; init; }

    /// <summary>Which batches of microbatch models to run; null for those up to the moment that the model runs.</summary>
    public BatchOptions? Batches { get; init; }

    /// <summary>Where what is not built here may be read; null where nowhere.</summary>
    public Deferral? Deferral { get; init; }

    /// <summary><c>--store-failures</c>: every test stores its failing rows unless it says otherwise.</summary>
    public bool StoreFailures { get; init; }

    /// <summary>Test warnings are failures.</summary>
    public bool WarnError { get; init; }

    /// <summary>What is done with the nodes.</summary>
    public RunWork Work { get; init; }

    /// <summary>Nodes that would come out as they are now are left as they are (<c>--changed</c>).</summary>
    public bool OnlyChanged { get; init; }

    /// <summary>The hooks of projects run before and after the nodes.</summary>
    public bool RunHooks { get; init; } = true;

    /// <summary>Introspective queries are answered (<c>--no-introspect</c> turns them off).</summary>
    public bool Introspect { get; init; } = true;

    /// <summary>References are read without their rows (<c>--empty</c>).</summary>
    public bool Empty { get; init; }

    /// <summary>The event times of the rows that models and snapshots read (<c>--sample</c>); null for all.</summary>
    public BatchWindow? Sample { get; init; }

    /// <summary>The SQL of ephemeral models is put into that of their readers (<c>--no-inject-ephemeral-ctes</c> leaves it out).</summary>
    public bool InjectEphemeral { get; init; } = true;
}

/// <summary>What a run does with its nodes.</summary>
public enum RunWork
{
    /// <summary>Builds and tests them.</summary>
    Build,

    /// <summary>Renders their SQL: nothing is changed in the warehouse.</summary>
    Compile,

    /// <summary>Copies them from where the <see cref="RunOptions.Deferral"/> has them, in any order and without the project's hooks.</summary>
    Clone,

    /// <summary>Looks how new the rows of sources are.</summary>
    Freshness,
}

/// <summary>The rows that <c>show</c> prints.</summary>
public sealed record QueryRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>A macro to call with <c>run-operation</c>.</summary>
public sealed record OperationCall(string Macro, DictValue Arguments);
