using System.Collections.Concurrent;
using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Makes the generic tests of models, seeds, snapshots and source tables.</summary>
internal sealed class GenericTests(Plan plan, Evaluation evaluation)
{
    private const string GeneratedPath = "generic test";

    // The order in which dbt writes the configs that it also takes beside a test's arguments.
    private static readonly string[] FirstConfigs =
    [
        "severity", "tags", "enabled", "where", "limit", "warn_if", "error_if", "fail_calc", "store_failures", "store_failures_as",
        "meta", "database", "schema", "alias",
    ];

    // dbt does not see a project's own ref() and source() while it parses tests.
    private static readonly IReadOnlyDictionary<string, Value> BuiltinReferences =
        new Dictionary<string, Value>(StringComparer.Ordinal) { ["ref"] = Builtin("ref"), ["source"] = Builtin("source") };

    private readonly ConcurrentDictionary<string, Template> templates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Package, string Name), MacroBlock?> macros = new();
    private readonly Dictionary<string, YamlScope> scopes = new(StringComparer.Ordinal);

    /// <summary>All of them, in the order of packages and files.</summary>
    public List<Draft> Build()
    {
        foreach (var package in plan.Project.Packages)
        {
            scopes[package.Name] = new YamlScope(plan.Project, plan.Macros, package.Name);
        }

        var requests = new TestRequests(plan, evaluation).Collect();
        var drafts = new Draft?[requests.Count];
        Parallel.For(0, requests.Count, new ParallelOptions { CancellationToken = plan.Cancellation }, i =>
        {
            var request = requests[i];
            try
            {
                drafts[i] = Build(request);
            }
            catch (TransformException exception)
            {
                plan.Diagnostics.AddRange(exception.Diagnostics.Select(d => d with
                {
                    Span = d.Span is { } span && span.Source.Path.EndsWith(".sql", StringComparison.Ordinal) ? span : request.Test.Span,
                }));
            }
        });
        return [.. drafts.OfType<Draft>()];
    }

    private Draft Build(TestRequest request)
    {
        var (target, test, column, _) = request;
        var package = target.Package;
        var macro = macros.GetOrAdd((test.Package ?? package.Name, test.Name), key => Find(key.Package, key.Name, test.Package is not null))
            ?? throw NotFound(test, package.Name);

        var columnName = column is null ? null
            : column.Quote == true ? plan.Project.Target.Factory.Dialect.Quote(column.Name)
            : column.Name;
        var arguments = new DictValue(test.Arguments.Count + 2);
        foreach (var (key, value) in test.Arguments)
        {
            arguments[key] = value;
        }

        if (columnName is not null)
        {
            arguments["column_name"] = columnName;
        }

        if (arguments.ContainsKey("model"))
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                "A test gets the argument 'model' by itself: it is what the test is written under.",
                test.Span,
                "Remove the argument 'model'.");
        }

        arguments["model"] = target.Model;
        var type = (test.Package is null ? string.Empty : test.Package + "_") + target.Prefix + test.Name;
        var config = ReadConfig(test, package);
        var (shortName, fullName) = test.CustomName is { } custom ? (custom, custom) : TestNames.Make(type, target.NameInTest, arguments);
        if (!ReferenceEquals(shortName, fullName) && !config.ContainsKey("alias"))
        {
            config = config.Copy();
            config["alias"] = shortName;
        }

        var call = test.Package is null ? $"test_{test.Name}" : $"{test.Package}.test_{test.Name}";
        var code = $"{{{{ {call}(**_dbt_generic_test_kwargs) }}}}{TestNames.ConfigCall(config)}";
        var template = templates.GetOrAdd(code, static text => Template.Parse(new SourceText(GeneratedPath, text)));
        var metadata = new TestMetadata(test.Name, test.Package, arguments);
        var draft = new Draft
        {
            Type = ResourceType.Test,
            Name = fullName,
            Package = package,
            UniqueId = $"test.{package.Name}.{fullName}.{TestNames.Hash(fullName, metadata)}",
            Path = shortName + ".sql",
            OriginalFilePath = target.File,
            Fqn = FileNodes.Fqn(package.Name, YamlPaths.WithoutFirst(target.File), withFile: false, fullName),
            Span = test.Span,
            Template = template,
            RawCode = template.Source.Text,
            ChecksumName = "none",
            FirstTags = Tags(request, config),
            Group = target.Node?.Group,
            Test = new TestParts(metadata, columnName, target.FileKey, target.Node)
            {
                Description = test.Description,
                MissingNode = target is { Source: null, Node: null } ? target.Name : null,
            },
        };
        Record(draft, macro, target, config);
        evaluation.Settle(draft);
        if (test.WrittenConfig is { } written)
        {
            draft.Resolved = draft.Resolved.WithTemplates(config, written);
        }

        return draft;
    }

    private static IReadOnlyList<string> Tags(TestRequest request, DictValue config)
    {
        var own = config["tags"];
        if (request.Tags.IsEmpty && own.IsMissing)
        {
            return [];
        }

        var tags = new SortedSet<string>(request.Tags, StringComparer.Ordinal);
        tags.UnionWith(ConfigMerge.Listed(own).Select(tag => tag.ToString()));
        return [.. tags];
    }

    private void Record(Draft draft, MacroBlock macro, TestTarget target, DictValue config)
    {
        var recorder = draft.Recorder;
        recorder.AddMacro(macro);
        var isGlobal = macro.PackageName == Adapters.MacroLibrary.GlobalPackage;
        if (isGlobal && macro.Name is "unique" or "not_null")
        {
            recorder.SetConfig(config, draft.Span);
            AddTarget(recorder, target, draft.Span);
            return;
        }

        // The config counts twice: it is given to the test, and the test's code repeats it.
        recorder.SetConfig(config.Count == 0 || !isGlobal ? config : ConfigMerge.Calls(config, config), draft.Span);
        var rendered = ReadArguments(draft, target);
        recorder.PlaceAll(draft.Span);
        if (!isGlobal)
        {
            var state = plan.ParseState(draft, new Dictionary<string, Value>(StringComparer.Ordinal)
            {
                [TestArguments.Name] = rendered,
                ["config"] = OwnConfig.Instance,
                ["ref"] = Builtin("ref"),
                ["source"] = Builtin("source"),
            });
            Renderer.Render(draft.Template!, state);

            // What the test's block says of itself stands between the two.
            recorder.SetConfig(ConfigMerge.Calls(recorder.Config!, config), draft.Span);
        }
    }

    private DictValue ReadArguments(Draft draft, TestTarget target)
    {
        var arguments = draft.Test!.Metadata.Arguments;
        var rendered = new DictValue(arguments.Count);
        foreach (var (key, value) in arguments)
        {
            if (key.AsString() == "model")
            {
                if (plan.Macros.Find("get_where_subquery", draft.Package.Name) is { } subquery)
                {
                    draft.Recorder.AddMacro(subquery);
                }

                AddTarget(draft.Recorder, target, draft.Span, isWritten: true);
                rendered[key] = new ParseScope(plan.Project, plan.Macros, draft.Package.Name, draft).This;
            }
            else
            {
                rendered[key] = TestArguments.Render(key, value, text => ReadArgument(draft, text));
            }
        }

        return rendered;
    }

    private Value ReadArgument(Draft draft, string text)
    {
        var template = templates.GetOrAdd(text, static code => Template.Parse(new SourceText("test argument", code)));
        return Renderer.RenderNative(template, plan.ParseState(draft, BuiltinReferences));
    }

    private static Value Builtin(string name) => ParseFunctions.TryGet(name, out var function) ? function : default;

    // As it is written in the test's argument a version is a text.
    private static void AddTarget(NodeRecorder recorder, TestTarget target, SourceSpan? span, bool isWritten = false)
    {
        if (target.Source is { } source)
        {
            recorder.Add(new SourceCall(source.Source.Name, source.Table.Name, span));
        }
        else
        {
            var version = target.Version;
            recorder.Add(new RefCall(null, target.Name, isWritten && !version.IsNone ? version.ToString() : version, span));
        }
    }

    private DictValue ReadConfig(TestDefinition test, Package package)
    {
        if (test.Config.Count == 0)
        {
            return test.Config;
        }

        var config = new DictValue(test.Config.Count);
        foreach (var name in FirstConfigs)
        {
            if (test.Config.TryGetValue(name, out var value) && !value.IsMissing)
            {
                config[name] = RenderConfig(value, package);
            }
        }

        foreach (var (key, value) in test.Config)
        {
            if (!config.ContainsKey(key) && !value.IsMissing)
            {
                config[key] = RenderConfig(value, package);
            }
        }

        return config;
    }

    private Value RenderConfig(Value value, Package package)
    {
        if (value.AsString() is not { } text || !text.Contains('{', StringComparison.Ordinal))
        {
            return value;
        }

        var template = templates.GetOrAdd(text, static code => Template.Parse(new SourceText("test config", code)));
        return Renderer.RenderNative(template, new RenderState(scopes[package.Name], cancellationToken: plan.Cancellation));
    }

    private MacroBlock? Find(string package, string name, bool isQualified) =>
        isQualified ? plan.Macros.Find($"{package}.test_{name}", package)
        : plan.Macros.Find("test_" + name, package)
            ?? plan.Macros.All.Where(m => m.Macro.UniqueName == "test_" + name).Select(m => m.Macro).FirstOrDefault();

    private TransformException NotFound(TestDefinition test, string package)
    {
        var known = plan.Macros.All.Where(m => m.Macro.Kind == BlockKind.Test).Select(m => m.Macro.Name).Distinct().ToList();
        return TransformException.Error(
            DiagnosticCodes.TestNotFound,
            $"There is no generic test '{test.Name}' in package '{test.Package ?? package}'.",
            test.Span,
            (test.Package is null ? null : plan.Project.HintForPackage(test.Package))
                ?? NearMiss.Question(test.Name, known)
                ?? $"Known tests: {string.Join(", ", known.Order(StringComparer.Ordinal).Take(12))}. Write your own with {{% test {test.Name}(model, column_name) %}}.");
    }

    /// <summary><c>config()</c> within a test's block. The call behind the test is taken into account already.</summary>
    private sealed class OwnConfig : ICallable
    {
        public static Value Instance { get; } = Value.From(new OwnConfig());

        public string TypeName => "config";

        public Value Call(RenderState state, Arguments arguments)
        {
            if (arguments.Span?.Source.Path != GeneratedPath)
            {
                ParseFunctions.Recorder(state)?.AddConfig(arguments);
            }

            return Value.EmptyString;
        }

        public bool TryGetAttribute(string name, out Value value) => Builtin("config").AsObject()!.TryGetAttribute(name, out value);
    }

    private sealed class YamlScope(Project project, MacroRegistry macros, string package) : NodeScope(project, macros, package)
    {
        private static readonly Dictionary<string, Value> NoMacros = [];

        protected override IReadOnlyDictionary<string, Value> MacroNames => NoMacros;

        protected override bool TryGetOwn(string name, out Value value)
        {
            value = default;
            return false;
        }
    }
}
