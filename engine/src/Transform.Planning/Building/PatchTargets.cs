using Transform.Core;

namespace Transform.Planning;

/// <summary>Finds what an entry of YAML is about. Several files may have one name as long as all but one are turned off: which
/// one the entry means is settled by what the files and the project file say, before YAML has its word.</summary>
internal sealed class PatchTargets
{
    private readonly Evaluation evaluation;
    private readonly Plan plan;
    private readonly Dictionary<(ResourceType Type, string Name), List<Draft>> drafts = [];

    public PatchTargets(Plan plan, Evaluation evaluation)
    {
        this.plan = plan;
        this.evaluation = evaluation;
        foreach (var draft in plan.FileDrafts)
        {
            Add(draft);
        }
    }

    public void Add(Draft draft)
    {
        var key = (Kind(draft.Type), draft.Name);
        if (!drafts.TryGetValue(key, out var list))
        {
            drafts[key] = list = new List<Draft>(1);
        }

        list.Add(draft);
    }

    /// <summary>Names that entries of a type can have, for hints.</summary>
    public IEnumerable<string> Names(ResourceType type) => drafts.Values.SelectMany(list => list).Where(d => d.Type == type).Select(d => d.Name);

    /// <summary>What an entry is about: one draft, or several that are all turned off. Empty where there is none.</summary>
    /// <param name="type">The kind of the section that the entry is in.</param>
    /// <param name="package">The package of the YAML file.</param>
    /// <param name="name">The entry's name.</param>
    /// <param name="place">Where an error points.</param>
    public IReadOnlyList<Draft> Find(ResourceType type, string package, string name, SourceSpan place)
    {
        if (!drafts.TryGetValue((Kind(type), name), out var all))
        {
            return [];
        }

        // Singular tests are found as long as they are not turned off.
        if (all is [var only] && only.Package.Name == package && type != ResourceType.Test)
        {
            return only.Type == type ? all : [];
        }

        var enabled = all.FindAll(IsEnabled);
        var own = enabled.FindAll(d => d.Package.Name == package);
        if (own.Count > 0)
        {
            // Two of one kind are reported as such later on; of a model and a seed dbt has the one it read last in mind.
            return own[^1] is var last && last.Type == type && own.FindAll(d => d.Type == type).Count == 1 ? [last] : [];
        }

        if (enabled.Count > 1 && type != ResourceType.Test)
        {
            plan.Diagnostics.Add(Diagnostic.Error(
                DiagnosticCodes.AmbiguousReference,
                $"Several packages have something named '{name}': {string.Join(", ", enabled.Select(d => d.UniqueId))}.",
                place,
                "Describe each in its own package."));
            return [];
        }

        return type == ResourceType.Test ? []
            : enabled is [var found] ? found.Type == type ? enabled : []
            : all.FindAll(d => d.Package.Name == package && d.Type == type);
    }

    /// <summary>The file of one version of a model; null where there is none.</summary>
    /// <param name="package">The package of the YAML file.</param>
    /// <param name="file">The name that the version's file should have.</param>
    /// <param name="model">The model's name, which the file of the latest version may have instead; null for others.</param>
    public Draft? FindVersion(string package, string file, string? model)
    {
        List<Draft> Models(string name) =>
            drafts.TryGetValue((ResourceType.Model, name), out var all) ? all.FindAll(d => d.Type == ResourceType.Model) : [];

        var named = Models(file);
        var plain = model is null ? [] : Models(model);
        bool IsOwn(Draft draft) => draft.Package.Name == package;
        return plain.Count == 0 && named is [var only] && IsOwn(only)
            ? only
            : named.Find(d => IsOwn(d) && IsEnabled(d)) ?? plain.Find(d => IsOwn(d) && IsEnabled(d)) ?? named.Find(d => !IsEnabled(d));
    }

    /// <summary>Takes out a model's file, which goes by another name from now on.</summary>
    public void Remove(Draft draft) => drafts[(Kind(draft.Type), draft.Name)].Remove(draft);

    // What ref() finds shares its names.
    private static ResourceType Kind(ResourceType type) =>
        type is ResourceType.Seed or ResourceType.Snapshot ? ResourceType.Model : type;

    private bool IsEnabled(Draft draft) => evaluation.IsEnabledByItself(draft);
}
