using Transform.Templating;

namespace Transform.Loading.Context;

/// <summary>The project's context with the <c>var</c> of one package.</summary>
internal sealed class PackageScope(ProjectContext context, string package) : IScope
{
    private readonly Value var = new VarFunction(context, package).AsValue();

    public IEnumerable<string> Names => context.Names;

    public bool TryGet(string name, out Value value)
    {
        if (name == "var")
        {
            value = var;
            return true;
        }

        return context.TryGet(name, out value);
    }
}
