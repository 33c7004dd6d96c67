using System.Collections.Concurrent;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The parse phase of one node: its template is read or evaluated, then its config and names are settled.</summary>
internal sealed class Evaluation(Plan plan)
{
    private readonly ConcurrentDictionary<string, Template> hooks = new(StringComparer.Ordinal);

    public void Run(Draft draft)
    {
        FileNodes.AddChecksum(draft);
        ReadOwn(draft);
        ConstraintReferences.Note(draft);
        Settle(draft);
    }

    /// <summary>Whether a draft is enabled by its file and the project file, before YAML says anything of it.</summary>
    public bool IsEnabledByItself(Draft draft)
    {
        plan.Try(draft, ReadOwn);
        return Resolve(draft, new ConfigPlace(Empty, null)).Config.Enabled;
    }

    /// <summary>Reads a model's template once more, where its config is settled.</summary>
    public void ReadAgain(Draft draft, ResolvedConfig resolved)
    {
        FileNodes.AddChecksum(draft);
        ReadOwn(draft);
        draft.Resolved = resolved;
        ReadHooks(draft, "pre-hook");
        ReadHooks(draft, "post-hook");
    }

    private void ReadOwn(Draft draft)
    {
        if (draft.IsRead)
        {
            return;
        }

        draft.IsRead = true;
        draft.Schema = plan.Project.Target.Description.Schema;
        draft.Database = plan.Project.Target.Description.Database;
        if (draft.Template is { } template)
        {
            Read(draft, template);
            if (draft is { IsReadStatically: true, Type: ResourceType.Model })
            {
                // dbt reads simple models into a set of sources.
                draft.Recorder.KeepSourcesOnce();
            }
        }
    }

    /// <summary>Reads a template into the draft's recorder.</summary>
    public void Read(Draft draft, Template template)
    {
        if (plan.HasPlainFunctions(draft.Package.Name) && StaticReader.TryRead(template, draft.Recorder))
        {
            draft.IsReadStatically = true;
            return;
        }

        Renderer.Render(template, plan.ParseState(draft));
    }

    /// <summary>Settles config and names, and reads the hooks of the config.</summary>
    public void Settle(Draft draft)
    {
        draft.Resolved = Resolve(draft, new ConfigPlace(draft.Patch?.Config ?? Empty, draft.Patch?.Span));
        if (draft is { IsReadStatically: true, Type: ResourceType.Model, Patch: null or { Config.Count: 0 }, Recorder.Config: { } call }
            && draft.Package != plan.Project.Main)
        {
            // What is written in a package's simple model stays in its unrendered config even where the root project overrides it.
            draft.Resolved = draft.Resolved with { Unrendered = draft.Resolved.Unrendered.With(call) };
        }

        if (draft.Patch is { Written: { } written, Config: var rendered })
        {
            draft.Resolved = draft.Resolved.WithTemplates(rendered, written, draft.Recorder.Config);
        }

        if (draft.Test is null)
        {
            draft.Group ??= draft.Resolved.Config.Text("group");
        }

        OrderTags(draft);
        plan.Names.Apply(draft);
        if (draft.Type != ResourceType.Test)
        {
            ReadHooks(draft, "pre-hook");
            ReadHooks(draft, "post-hook");
        }
    }

    private ResolvedConfig Resolve(Draft draft, ConfigPlace yaml) => plan.Configs.Resolve(
        draft.Type, draft.Package, draft.Fqn, yaml, new ConfigPlace(draft.Recorder.Config ?? Empty, draft.Recorder.ConfigSpan));

    // A node has the tags of its template before those of its YAML, though the config has them the other way round.
    private void OrderTags(Draft draft)
    {
        if (draft.Patch?.Config.ContainsKey("tags") == true && draft.Recorder.Config?.ContainsKey("tags") == true)
        {
            var first = Resolve(draft, new ConfigPlace(Empty, null));
            var tags = ConfigMerge.Listed(first.Config.Get("tags"));
            tags.AddRange(ConfigMerge.Listed(draft.Resolved.Config.Get("tags")));
            draft.TagsInOrder = tags;
        }
    }

    private static DictValue Empty { get; } = new();

    private void ReadHooks(Draft draft, string key)
    {
        if (draft.Resolved.Config.Get(key).AsList() is not { Count: > 0 } list)
        {
            return;
        }

        foreach (var hook in list)
        {
            if (hook.AsDict()?["sql"].AsString() is { } sql && sql.Contains('{', StringComparison.Ordinal))
            {
                Read(draft, hooks.GetOrAdd(sql, static text => Template.Parse(new SourceText("hook", text))));
            }
        }
    }
}
