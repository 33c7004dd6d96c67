namespace Transform.Templating;

/// <summary>Where a template finds the names that it does not define itself: the context of a phase.</summary>
public interface IScope
{
    bool TryGet(string name, out Value value);
}
