using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Brings what YAML says to the drafts that it is about: models with their versions, seeds, snapshots, analyses,
/// singular tests and macros.</summary>
internal sealed class Patches
{
    private readonly Plan plan;
    private readonly PatchTargets targets;

    public Patches(Plan plan, Evaluation evaluation)
    {
        this.plan = plan;
        targets = new PatchTargets(plan, evaluation);
    }

    public Dictionary<string, MacroPatch> Macros { get; } = new(StringComparer.Ordinal);

    public void Apply()
    {
        foreach (var package in plan.Project.Packages)
        {
            foreach (var file in package.Properties)
            {
                plan.Cancellation.ThrowIfCancellationRequested();
                foreach (var model in file.Models)
                {
                    ApplyModel(package, model);
                }

                ApplyAll(package, file.Seeds, ResourceType.Seed);
                foreach (var snapshot in file.Snapshots)
                {
                    if (snapshot.Relation is not null)
                    {
                        AddYamlSnapshot(package, file, snapshot);
                    }
                }

                ApplyAll(package, file.Snapshots, ResourceType.Snapshot);
                ApplyAll(package, file.Analyses, ResourceType.Analysis);
                ApplyAll(package, file.Tests, ResourceType.Test);
                ApplyAll(package, file.Functions, ResourceType.Function);
                foreach (var macro in file.Macros)
                {
                    ApplyMacro(package, macro);
                }
            }
        }
    }

    private void ApplyAll(Package package, ImmutableArray<ResourceProperties> all, ResourceType type)
    {
        foreach (var properties in all)
        {
            var found = targets.Find(type, package.Name, properties.Name, properties.Span);
            if (found.Count > 1 && properties.Config["enabled"].IsTruthy)
            {
                Duplicate(
                    properties,
                    $"{found.Count} {Plural(type)} named '{properties.Name}' are turned off, so this entry cannot turn one of them on.",
                    "Turn it on in its file or in the project file.");
                continue;
            }

            Attach(
                found,
                new Patch(
                    package, properties, properties.Description, properties.Config, properties.Span, properties.Columns, properties.Tests,
                    properties.Constraints, properties.DeprecationDate)
                {
                    Written = properties.WrittenConfig,
                },
                type,
                properties.Name,
                Value.None);
        }
    }

    private void ApplyModel(Package package, ResourceProperties properties)
    {
        if (properties.Versions.IsEmpty)
        {
            ApplyAll(package, [properties], ResourceType.Model);
            return;
        }

        CheckVersions(properties);
        var latest = properties.LatestVersion.IsMissing ? Latest(properties.Versions) : properties.LatestVersion;
        foreach (var version in properties.Versions)
        {
            var suffix = $"v{version.Version}";
            var name = version.DefinedIn ?? $"{properties.Name}_{suffix}";
            var isLatest = string.Equals(version.Version.ToString(), latest.ToString(), StringComparison.Ordinal);
            var draft = targets.FindVersion(package.Name, name, isLatest ? properties.Name : null);
            if (draft is not null)
            {
                targets.Remove(draft);
                draft.Name = properties.Name;
                draft.UniqueId = $"model.{package.Name}.{properties.Name}.{suffix}";
                draft.Fqn = [.. draft.Fqn[..^1], properties.Name, suffix];
                draft.Version = version.Version;
                draft.LatestVersion = latest;
            }

            Attach(draft is null ? [] : [draft], ForVersion(package, properties, version), ResourceType.Model, name, version.Version);
        }
    }

    private void CheckVersions(ResourceProperties properties)
    {
        var seen = new List<string>(properties.Versions.Length);
        foreach (var version in properties.Versions)
        {
            var text = version.Version.ToString();
            if (seen.Contains(text))
            {
                Report(version.Span, $"The model '{properties.Name}' has the version '{text}' twice.", "Keep one of the two.");
            }

            seen.Add(text);
        }

        if (properties.LatestVersion.IsTruthy && !properties.Versions.Any(version => version.Version == properties.LatestVersion))
        {
            Report(
                properties.Span,
                $"The latest_version of '{properties.Name}' is {properties.LatestVersion.Repr()}, which is none of its versions: "
                    + $"{string.Join(", ", properties.Versions.Select(version => version.Version.Repr()))}.",
                "Write it as the version has it, as a number or in quotes.");
        }

        void Report(SourceSpan span, string message, string hint) =>
            plan.Diagnostics.Add(Diagnostic.Error(DiagnosticCodes.InvalidVersions, message, span, hint));
    }

    private static Value Latest(ImmutableArray<ModelVersion> versions)
    {
        var latest = versions[0].Version;
        foreach (var version in versions)
        {
            latest = IsLater(version.Version, latest) ? version.Version : latest;
        }

        return latest;
    }

    // Numbers as numbers where both are; else as text, as dbt orders them.
    private static bool IsLater(Value a, Value b) =>
        double.TryParse(a.ToString(), out var left) && double.TryParse(b.ToString(), out var right)
            ? left > right
            : string.CompareOrdinal(a.ToString(), b.ToString()) > 0;

    private static Patch ForVersion(Package package, ResourceProperties properties, ModelVersion version)
    {
        var own = version.Properties;
        return new Patch(
            package,
            properties,
            string.IsNullOrEmpty(own.Description) ? properties.Description : own.Description,
            Deep(properties.Config, own.Config),
            version.Span,
            ColumnsFor(properties, own),
            own.Tests ?? properties.Tests,
            own.Constraints is { Count: > 0 } constraints ? constraints : properties.Constraints,
            own.DeprecationDate)
        {
            Written = properties.WrittenConfig is null && own.WrittenConfig is null
                ? null
                : Deep(properties.WrittenConfig ?? properties.Config, own.WrittenConfig ?? own.Config),
        };
    }

    // What a version says of a list comes before what the model says.
    private static DictValue Deep(DictValue first, DictValue second)
    {
        var merged = first.Copy();
        foreach (var (key, value) in second)
        {
            merged[key] = (value.Kind, merged[key].Kind) switch
            {
                (ValueKind.Dict, ValueKind.Dict) => Deep(merged[key].AsDict()!, value.AsDict()!),
                (ValueKind.List, ValueKind.List) => new ListValue([.. value.AsList()!, .. merged[key].AsList()!]),
                _ => value,
            };
        }

        return merged;
    }

    private static ImmutableArray<ColumnProperties> ColumnsFor(ResourceProperties properties, VersionProperties version)
    {
        bool IsKept(string column) =>
            (version.IncludeColumns.IsMissing || version.IncludeColumns.AsString() is "*" or "all" || Names(version.IncludeColumns, column))
            && !Names(version.ExcludeColumns, column);
        return [.. properties.Columns.Where(column => IsKept(column.Name)), .. version.Columns ?? []];
    }

    private static bool Names(Value names, string column) =>
        names.AsList() is { } list ? list.Contains(column) : string.Equals(names.AsString(), column, StringComparison.Ordinal);

    private void Attach(IReadOnlyList<Draft> drafts, Patch patch, ResourceType type, string name, Value version)
    {
        if (drafts.Count == 0)
        {
            WarnNothingToPatch(patch.Properties, type, name);
            if (type is ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot)
            {
                plan.StrayEntries.Add(new StrayEntry(type, version, patch));
            }

            return;
        }

        foreach (var draft in drafts)
        {
            if (draft.Patch is { } earlier)
            {
                Duplicate(
                    patch.Properties,
                    $"The {type.ToName()} '{patch.Properties.Name}' is described twice; the other place is {earlier.Span}.",
                    "Keep one of the two entries, with everything that both say.");
                return;
            }

            draft.Patch = patch;
        }
    }

    private void Duplicate(ResourceProperties properties, string message, string hint) =>
        plan.Diagnostics.Add(Diagnostic.Error(DiagnosticCodes.DuplicateName, message, properties.Span, hint));

    private void WarnNothingToPatch(ResourceProperties properties, ResourceType type, string name)
    {
        if (properties.Relation is not null)
        {
            return; // A snapshot in YAML that could not be made, which was said.
        }

        var other = plan.FileDrafts.Find(d => d.Name == name && d.Type is ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot
            && d.Name == name && d.Type != type);
        var hint = other is not null
            ? $"'{name}' is a {other.Type.ToName()}: move the entry under {Plural(other.Type)}:."
            : NearMiss.Question(name, targets.Names(type))
                ?? (type == ResourceType.Snapshot
                    ? "A snapshot in YAML says what it reads: relation: ref('model'), or relation: source('source', 'table')."
                    : "Add a file for it, or remove the entry.");
        plan.Diagnostics.Add(Diagnostic.Warning(
            DiagnosticCodes.PatchWithoutNode,
            $"There is no {type.ToName()} '{name}' for this entry, so "
                + (other is null ? "it has no effect." : "nothing of it but its tests counts."),
            properties.Span,
            hint) with { Event = other is null ? null : "WrongResourceSchemaFile" });
    }

    private static string Plural(ResourceType type) => type == ResourceType.Analysis ? "analyses" : type.ToName() + "s";

    private void AddYamlSnapshot(Package package, PropertiesFile file, ResourceProperties properties)
    {
        var path = $"{YamlPaths.InRoot(package, file.Path)}/{properties.Name}.sql";
        var code = $"select * from {{{{ {properties.Relation} }}}}";
        const string Hint = "Write relation: ref('model') or relation: source('source', 'table').";
        try
        {
            var template = Template.Parse(new SourceText(file.Path, code));
            if (template.Body is not [_, OutputStmt { Value: CallExpr { Target: NameExpr { Name: "ref" or "source" } } }])
            {
                plan.Diagnostics.Add(Diagnostic.Error(
                    DiagnosticCodes.InvalidValue, $"The snapshot '{properties.Name}' reads '{properties.Relation}', which is neither a ref() nor a source().",
                    ConfigPlaces.Find(properties.Span, "relation"), Hint));
                return;
            }

            var draft = new Draft
            {
                Type = ResourceType.Snapshot,
                Name = properties.Name,
                Package = package,
                UniqueId = $"snapshot.{package.Name}.{properties.Name}",
                Path = path,
                OriginalFilePath = file.Path,
                Fqn = FileNodes.Fqn(package.Name, YamlPaths.InRoot(package, file.Path), withFile: false, properties.Name),
                Span = properties.Span,
                Template = template,
                RawCode = code,
                Checksum = FileNodes.Hash(file.Source.Text),
            };
            plan.FileDrafts.Add(draft);
            targets.Add(draft);
        }
        catch (TransformException exception)
        {
            plan.Diagnostics.AddRange(exception.Diagnostics.Select(d => d with
            {
                Span = properties.Span,
                Hint = Hint,
            }));
        }
    }

    private void ApplyMacro(Package package, ResourceProperties properties)
    {
        if (plan.Macros.FindIn(package.Name, properties.Name) is not { } macro)
        {
            plan.Diagnostics.Add(Diagnostic.Warning(
                DiagnosticCodes.PatchWithoutNode,
                $"There is no macro '{properties.Name}' in package '{package.Name}' for this entry, so it has no effect.",
                properties.Span,
                NearMiss.Question(
                    properties.Name, plan.Macros.All.Where(m => m.Package.Name == package.Name).Select(m => m.Macro.UniqueName))) with { Event = "MacroNotFoundForPatch" });
            return;
        }

        var id = MacroRegistry.UniqueId(macro);
        var (description, _) = plan.Docs.Render(properties.Description, package.Name, properties.Span);
        if (!Macros.TryAdd(id, new MacroPatch(properties.Config, description, Arguments(package, properties), $"{package.Name}://{properties.File.Path}", properties.Span)))
        {
            Duplicate(
                properties,
                $"The macro '{properties.Name}' is described twice; the other place is {Macros[id].Span}.",
                "Keep one of the two entries.");
        }
    }

    private ListValue Arguments(Package package, ResourceProperties properties)
    {
        var arguments = new ListValue(properties.Arguments.Count);
        foreach (var argument in properties.Arguments)
        {
            var values = argument.AsDict()?.Copy() ?? new DictValue();
            if (values["description"].AsString() is { } text)
            {
                values["description"] = plan.Docs.Render(text, package.Name, properties.Span).Text;
            }

            arguments.Add(values);
        }

        return arguments;
    }
}
