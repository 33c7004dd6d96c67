namespace Transform.Templating;

/// <summary>Where a template finds the names that it does not define itself: the context of a phase.</summary>
public interface IScope
{
    /// <summary>The names that can be found, for suggestions in error messages; empty when they cannot be listed.</summary>
    IEnumerable<string> Names => [];

    bool TryGet(string name, out Value value);
}
