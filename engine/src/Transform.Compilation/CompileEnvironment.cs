using Transform.Adapters;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>What every node of one run sees.</summary>
public sealed record CompileEnvironment
{
    public required IAdapter Adapter { get; init; }

    /// <summary>Unique ids, for <c>selected_resources</c>.</summary>
    public IReadOnlyCollection<string> Selected { get; init; } = [];

    /// <summary>False where templates must not ask the warehouse (<c>--no-introspect</c>).</summary>
    public bool Introspect { get; init; } = true;

    /// <summary>False where the SQL of ephemeral models is not put into that of their readers (<c>--no-inject-ephemeral-ctes</c>).</summary>
    public bool InjectEphemeral { get; init; } = true;

    /// <summary>Where what is not built here may be read; null where nowhere.</summary>
    public Deferral? Deferral { get; init; }

    /// <summary>References are read without their rows (<c>--empty</c>).</summary>
    public bool Empty { get; init; }

    /// <summary>The event times of the rows that models and snapshots read (<c>--sample</c>); null for all.</summary>
    public BatchWindow? Sample { get; init; }

    public RenderOptions RenderOptions { get; init; } = RenderOptions.Default;
}
