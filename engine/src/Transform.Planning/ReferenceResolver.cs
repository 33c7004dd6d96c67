using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What a reference leads to: a node; or why it leads nowhere.</summary>
public readonly record struct Resolution(Node? Node, Diagnostic? Problem);

/// <summary>Finds the nodes that <c>ref()</c> and <c>source()</c> name, by dbt's rules: the calling package first, then the
/// project, then any package; the latest version unless one is named. Immutable and thread-safe.</summary>
public sealed partial class ReferenceResolver
{
    /// <summary>The model, seed or snapshot that a <c>ref</c> names.</summary>
    /// <param name="call">As called.</param>
    /// <param name="package">The calling node's package.</param>
    /// <returns>The node, or a diagnostic: TF3002 not found (with near names), TF3006 disabled, TF3005 ambiguous.</returns>
    public partial Resolution Ref(RefCall call, string package);

    /// <summary>The source table; or TF3003, TF3006.</summary>
    public partial Resolution Source(SourceCall call, string package);

    /// <summary>The function that a <c>function</c> names; or TF3002, TF3006, TF3005.</summary>
    public partial Resolution Function(FunctionCall call, string package);
}
