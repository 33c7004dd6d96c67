using System.Collections.Frozen;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The selections of <c>selectors.yml</c>. Immutable.</summary>
public sealed class NamedSelections
{
    private readonly FrozenDictionary<string, NamedSelection> byName;

    internal NamedSelections(IReadOnlyDictionary<string, NamedSelection> byName, DictValue manifest)
    {
        this.byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        Manifest = manifest;
        Default = this.byName.Values.FirstOrDefault(static selection => selection.IsDefault)?.Name;
    }

    public static NamedSelections None { get; } = new(new Dictionary<string, NamedSelection>(), new DictValue());

    /// <summary>By name, in the form of the manifest.</summary>
    public DictValue Manifest { get; }

    /// <summary>The name of the one that counts where the command line selects nothing; null where none does.</summary>
    public string? Default { get; }

    /// <exception cref="TransformException">TF3009: there is none of that name.</exception>
    internal SelectionSpec Find(string name, SourceSpan? span = null) =>
        byName.TryGetValue(name, out var selection) ? selection.Spec
        : throw TransformException.Error(
            DiagnosticCodes.InvalidSelector,
            byName.Count == 0 ? $"There is no selector '{name}': the project has no selectors.yml with selectors in it." : $"There is no selector '{name}' in selectors.yml.",
            span,
            byName.Count == 0 ? "Define it in selectors.yml beside the project file, or use --select."
                : NearMiss.Question(name, byName.Keys) ?? $"The selectors are {string.Join(", ", byName.Keys.Order(StringComparer.Ordinal))}.");
}
