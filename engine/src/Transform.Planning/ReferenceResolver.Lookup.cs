using System.Collections.Frozen;
using Transform.Core;

namespace Transform.Planning;

/// <content>The look-up itself.</content>
public sealed partial class ReferenceResolver
{
    private readonly NameIndex names;
    private readonly FrozenDictionary<string, Node> nodes;

    internal ReferenceResolver(NameIndex names, FrozenDictionary<string, Node> nodes)
    {
        this.names = names;
        this.nodes = nodes;
    }

    internal NameIndex Names => names;

    public partial Resolution Ref(RefCall call, string package) => Resolve(names.Ref(call, package));

    public partial Resolution Source(SourceCall call, string package) => Resolve(names.Source(call, package));

    public partial Resolution Function(FunctionCall call, string package) => Resolve(names.Function(call, package));

    private Resolution Resolve((string? Id, Diagnostic? Problem) found) =>
        new(found.Id is { } id ? nodes.GetValueOrDefault(id) : null, found.Problem);
}
