namespace Transform.Templating;

/// <summary>Where a template finds the names that it does not define itself: the context of a phase.</summary>
public interface IScope
{
    /// <summary>The names that can be found, for suggestions in error messages; empty when they cannot be listed.</summary>
    IEnumerable<string> Names => [];

    /// <summary>Names that win over all others and never change, shared by many scopes: a package's macros. Templates remember what
    /// they found in it; null when there are none.</summary>
    IReadOnlyDictionary<string, Value>? FixedNames => null;

    bool TryGet(string name, out Value value);
}
