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
                    groups.Add(Group(plan, package, entry));
                }
                else if (entry.Kind == "unit_tests")
                {
                    models ??= plan.FileDrafts.Where(d => d.Type == ResourceType.Model).ToLookup(d => (d.Package, d.Name));
                    plan.DeclaredDrafts.AddRange(UnitTestDrafts(models, package, entry));
                }
                else if (Kinds.TryGetValue(entry.Kind, out var kind))
                {
                    var draft = Make(package, entry, kind, entry.Name);
                    plan.DeclaredDrafts.Add(draft);
                    if (kind == ResourceType.SemanticModel)
                    {
                        plan.DeclaredDrafts.AddRange(SemanticModels.MetricMeasures(entry.Values).Select(measure => OfMeasure(draft, measure)));
                    }
                }
            }

            foreach (var model in package.Properties.SelectMany(file => file.Models))
            {
                AddSemantics(plan, package, model);
            }
        }

        return groups.ToImmutable();
    }

    public static void Settle(Plan plan, Evaluation evaluation, Draft draft)
    {
        var entry = draft.Declared!;
        draft.Resolved = Resolve(plan, draft, draft.MadeFrom is { } model ? MetricConfig(plan, model) : entry.Values["config"].AsDict());
        draft.Group = draft.Resolved.Config.Text("group");
        switch (draft.Type)
        {
            case ResourceType.Exposure:
                draft.Resolved = WithWritten(WithOwn(draft.Resolved, entry.Values), entry);
                foreach (var call in ConfigMerge.Listed(entry.Values["depends_on"]))
                {
                    ReadCall(evaluation, draft, call.ToString());
                }

                break;
            case ResourceType.UnitTest:
                draft.Recorder.Add(new RefCall(null, entry.Values["model"].ToString(), draft.Version, entry.Span));
                draft.Values = UnitTests.Read(plan, draft);
                break;
            case ResourceType.SemanticModel:
                ReadCall(evaluation, draft, entry.Values["model"].ToString());
                draft.Values = SemanticModels.Read(plan, draft);
                break;
            case ResourceType.Metric:
                draft.Values = Metrics.Read(draft);
                break;
            case ResourceType.SavedQuery:
                draft.Values = SavedQueries.Read(plan, draft);
                break;
        }
    }

    /// <summary>Whether a draft could not be settled, which is reported.</summary>
    public static bool IsBroken(Draft draft) => draft.Resolved is null
        || draft is { Values: null, Type: ResourceType.Metric or ResourceType.SemanticModel or ResourceType.SavedQuery };

    private static ResolvedConfig Resolve(Plan plan, Draft draft, DictValue? config) => plan.Configs.Resolve(
        draft.Type, draft.Package, draft.Fqn, new ConfigPlace(config ?? new DictValue(), draft.Span), new ConfigPlace(new DictValue(), null));

    // A metric that a measure asked for is as enabled as its semantic model, and has its meta.
    private static DictValue MetricConfig(Plan plan, Draft model)
    {
        var config = Resolve(plan, model, model.Declared!.Values["config"].AsDict()).Config;
        return DictValue.Of(("enabled", config.Enabled), ("meta", config.Get("meta")));
    }

    // The tags and the meta beside an exposure's config are added to it, but count as no config that was written.
    private static ResolvedConfig WithOwn(ResolvedConfig resolved, DictValue values)
    {
        var config = resolved.Config.Values.Copy();
        var tags = new SortedSet<string>(ConfigMerge.Listed(values["tags"]).Select(tag => tag.ToString()), StringComparer.Ordinal);
        tags.UnionWith(ConfigMerge.Listed(config["tags"]).Select(tag => tag.ToString()));
        config["tags"] = new ListValue(tags.Select(tag => (Value)tag));
        config["meta"] = (values["meta"].AsDict() ?? []).With(config["meta"].AsDict());
        return resolved with { Config = new NodeConfig(config) };
    }

    private static ResolvedConfig WithWritten(ResolvedConfig resolved, OtherProperties entry)
    {
        if (entry.Written is not { } written)
        {
            return resolved;
        }

        resolved = resolved.WithTemplates(entry.Values["config"].AsDict() ?? [], written["config"].AsDict() ?? []);
        var templates = resolved.Templates?.Copy() ?? [];
        foreach (var key in ConfigComparison.OfExposures)
        {
            if (written.TryGetValue(key, out var text) && !text.Equals(entry.Values[key]))
            {
                templates[key] = text;
            }
        }

        return templates.Count == 0 ? resolved : resolved with { Templates = templates };
    }

    private static GroupNode Group(Plan plan, Package package, OtherProperties entry)
    {
        var path = YamlPaths.InRoot(package, entry.File.Path);
        var config = plan.Configs.Resolve(
            ResourceType.Group,
            package,
            FileNodes.Fqn(package.Name, path, withFile: false, entry.Name),
            new ConfigPlace(entry.Values["config"].AsDict() ?? new DictValue(), entry.Span),
            new ConfigPlace(new DictValue(), null));
        var values = config.Config.Values.Copy();
        values.Remove("pre-hook");
        values.Remove("post-hook");
        return new GroupNode($"group.{package.Name}.{entry.Name}", entry.Name, package.Name, path, new NodeConfig(values), entry);
    }

    // What a model says of its semantics, and the metrics on it.
    private static void AddSemantics(Plan plan, Package package, ResourceProperties model)
    {
        if (model.Semantics.Count == 0)
        {
            return;
        }

        var semantic = ModelSemantics.SemanticModel(model) is { } entry ? Make(package, entry, ResourceType.SemanticModel, entry.Name) : null;
        if (semantic is not null)
        {
            plan.DeclaredDrafts.Add(semantic);
        }

        foreach (var metric in ModelSemantics.Metrics(model))
        {
            var draft = Make(package, metric, ResourceType.Metric, metric.Name);
            draft.Within = semantic;
            plan.DeclaredDrafts.Add(draft);
        }
    }

    private static Draft OfMeasure(Draft model, DictValue measure)
    {
        var declared = model.Declared!;
        var metric = new OtherProperties("metrics", measure["name"].ToString(), SemanticModels.MetricOf(measure), declared.File, declared.Span);
        var draft = Make(model.Package, metric, ResourceType.Metric, metric.Name);
        draft.MadeFrom = model;
        return draft;
    }

    private static void ReadCall(Evaluation evaluation, Draft draft, string call)
    {
        try
        {
            // These calls are dbt's own, even where a macro of the project replaces them in models.
            var template = Template.Parse(new SourceText(draft.OriginalFilePath, $"{{{{ {call} }}}}"));
            if (!StaticReader.TryRead(template, draft.Recorder))
            {
                evaluation.Read(draft, template);
            }
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
                    package, entry, ResourceType.UnitTest, $"{model}.{entry.Name}_v{version.Version}", model);
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

    private static Draft Make(Package package, OtherProperties entry, ResourceType kind, string id, string? model = null)
    {
        var path = YamlPaths.InRoot(package, entry.File.Path);
        return new Draft
        {
            Type = kind,
            Name = entry.Name,
            Package = package,
            UniqueId = $"{kind.ToName()}.{package.Name}.{id}",
            Path = path,
            OriginalFilePath = entry.File.Path,
            Fqn = model is null
                ? FileNodes.Fqn(package.Name, path, withFile: false, entry.Name)
                : FileNodes.Fqn(package.Name, path, withFile: false, model, entry.Name),
            Span = entry.Span,
            Declared = entry,
        };
    }
}
