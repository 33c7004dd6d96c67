using Transform.Core;

namespace Transform.Planning;

/// <content>The look-up itself.</content>
public sealed partial class ReferenceResolver
{
    private readonly Lazy<NameIndex> names;
    private readonly NodeTable nodes;

    internal ReferenceResolver(Lazy<NameIndex> names, NodeTable nodes)
    {
        this.names = names;
        this.nodes = nodes;
    }

    /// <summary>The same names for nodes of which some are others now.</summary>
    internal ReferenceResolver(ReferenceResolver before, NodeTable nodes)
        : this(before.names, nodes)
    {
    }

    internal NameIndex Names => names.Value;

    public partial Resolution Ref(RefCall call, string package) => Resolve(Names.Ref(call, package));

    public partial Resolution Source(SourceCall call, string package) => Resolve(Names.Source(call, package));

    public partial Resolution Function(FunctionCall call, string package) => Resolve(Names.Function(call, package));

    private Resolution Resolve((string? Id, Diagnostic? Problem) found) =>
        new(found.Id is { } id ? nodes.GetValueOrDefault(id) : null, found.Problem);
}
