using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Drafts what is only declared: exposures, unit tests, metrics, semantic models and saved queries; and the groups.</summary>
internal static class DeclaredNodes
{
    private static readonly Dictionary<string, ResourceType> Kinds = new(StringComparer.Ordinal)
    {
        ["exposures"] = ResourceType.Exposure,
        ["unit_tests"] = ResourceType.UnitTest,
        ["metrics"] = ResourceType.Metric,
        ["semantic_models"] = ResourceType.SemanticModel,
        ["saved_queries"] = ResourceType.SavedQuery,
    };

    public static ImmutableArray<GroupNode> Collect(Plan plan)
    {
        var groups = ImmutableArray.CreateBuilder<GroupNode>();
        ILookup<(Package, string), Draft>? models = null;
        foreach (var package in plan.Project.Packages)
        {
            foreach (var entry in package.Properties.SelectMany(file => file.Others))
            {
                if (entry.Kind == "groups")
                {
                    groups.Add(new GroupNode($"group.{package.Name}.{entry.Name}", entry.Name, package.Name, entry));
                }
                else if (entry.Kind == "unit_tests")
                {
                    models ??= plan.FileDrafts.Where(d => d.Type == ResourceType.Model).ToLookup(d => (d.Package, d.Name));
                    plan.DeclaredDrafts.AddRange(UnitTestDrafts(models, package, entry));
                }
                else if (Kinds.TryGetValue(entry.Kind, out var kind))
                {
                    plan.DeclaredDrafts.Add(Make(package, entry, kind, entry.Name));
                }
            }
        }

        return groups.ToImmutable();
    }

    public static void Settle(Plan plan, Evaluation evaluation, Draft draft)
    {
        var entry = draft.Declared!;
        var config = entry.Values["config"].AsDict() ?? new DictValue();
        if (draft.Type == ResourceType.Exposure)
        {
            config = config.Copy();
            var tags = new SortedSet<string>(ConfigMerge.Listed(entry.Values["tags"]).Select(tag => tag.ToString()), StringComparer.Ordinal);
            tags.UnionWith(ConfigMerge.Listed(config["tags"]).Select(tag => tag.ToString()));
            config["tags"] = new ListValue(tags.Select(tag => (Value)tag));
            var meta = entry.Values["meta"].AsDict()?.Copy() ?? new DictValue();
            foreach (var (key, value) in config["meta"].AsDict() ?? [])
            {
                meta[key] = value;
            }

            config["meta"] = meta;
            foreach (var call in ConfigMerge.Listed(entry.Values["depends_on"]))
            {
                ReadCall(evaluation, draft, call.ToString());
            }
        }
        else if (draft.Type == ResourceType.UnitTest)
        {
            draft.Recorder.Add(new RefCall(null, entry.Values["model"].ToString(), draft.Version, entry.Span));
            draft.Values = UnitTests.Read(plan, draft);
        }
        else if (draft.Type == ResourceType.SemanticModel)
        {
            ReadCall(evaluation, draft, entry.Values["model"].ToString());
        }

        draft.Resolved = plan.Configs.Resolve(
            draft.Type, draft.Package, draft.Fqn, new ConfigPlace(config, entry.Span), new ConfigPlace(new DictValue(), null));
        draft.Group = draft.Resolved.Config.Text("group");
    }

    private static void ReadCall(Evaluation evaluation, Draft draft, string call)
    {
        try
        {
            evaluation.Read(draft, Template.Parse(new SourceText(draft.OriginalFilePath, $"{{{{ {call} }}}}")));
        }
        catch (TransformException exception)
        {
            throw new TransformException([.. exception.Diagnostics.Select(d => d with
            {
                Span = draft.Span,
                Hint = d.Hint ?? "Write ref('model') or source('source', 'table').",
            })]);
        }

        draft.Recorder.PlaceAll(draft.Span);
    }

    // One for each version of the model that it wants, as in dbt.
    private static IEnumerable<Draft> UnitTestDrafts(ILookup<(Package, string), Draft> models, Package package, OtherProperties entry)
    {
        var model = entry.Values["model"].ToString();
        var isVersioned = false;
        foreach (var version in models[(package, model)].Where(d => d.IsVersioned))
        {
            isVersioned = true;
            if (IsWanted(entry.Values["versions"].AsDict(), version.Version.ToString()))
            {
                var draft = Make(
                    package, entry, ResourceType.UnitTest, $"{model}.{entry.Name}_v{version.Version}", model, $"{entry.Name}_v{version.Version}");
                draft.Version = version.Version;
                draft.Tested = version;
                yield return draft;
            }
        }

        if (!isVersioned)
        {
            var draft = Make(package, entry, ResourceType.UnitTest, $"{model}.{entry.Name}", model);
            draft.Tested = models[(package, model)].FirstOrDefault();
            yield return draft;
        }
    }

    private static bool IsWanted(DictValue? versions, string version)
    {
        bool Has(string key) => versions?[key].AsList()?.Any(item => item.ToString() == version) == true;
        return versions is null || (versions["include"].IsMissing || Has("include")) && !Has("exclude");
    }

    private static Draft Make(Package package, OtherProperties entry, ResourceType kind, string id, string? model = null, string? last = null)
    {
        var path = YamlPaths.InRoot(package, entry.File.Path);
        last ??= entry.Name;
        return new Draft
        {
            Type = kind,
            Name = entry.Name,
            Package = package,
            UniqueId = $"{kind.ToName()}.{package.Name}.{id}",
            Path = path,
            OriginalFilePath = entry.File.Path,
            Fqn = model is null
                ? FileNodes.Fqn(package.Name, path, withFile: false, last)
                : FileNodes.Fqn(package.Name, path, withFile: false, model, last),
            Span = entry.Span,
            Declared = entry,
        };
    }
}
