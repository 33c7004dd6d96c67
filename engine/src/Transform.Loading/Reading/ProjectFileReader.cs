using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Reads a project file into its record.</summary>
internal sealed class ProjectFileReader : FileReport
{
    // Names that templates already use for something else, so no package can have them.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "_sql_results", "adapter", "api", "column", "config", "context", "database", "env", "env_var", "exceptions", "execute", "flags",
        "fromjson", "fromyaml", "graph", "invocation_id", "load_agate_table", "load_result", "log", "model", "modules", "post_hooks",
        "pre_hooks", "ref", "render", "return", "run_started_at", "schema", "source", "sql", "sql_now", "store_result",
        "store_raw_result", "target", "this", "tojson", "toyaml", "try_or_compiler_error", "var", "write",
    };

    private readonly ProjectRenderer renderer;
    private readonly Dictionary<string, ConfigTree> configs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlScalar> seen = new(StringComparer.Ordinal);
    private readonly DictValue other = [];
    private ProjectFile file;

    private ProjectFileReader(SourceText source, IScope scope, Action<Diagnostic> report)
        : base(source, report)
    {
        renderer = new ProjectRenderer(source, scope, report);
        file = new ProjectFile { Name = string.Empty, Source = source };
    }

    /// <summary>Reads the file; null when it has no name, which is reported.</summary>
    public static ProjectFile? Read(YamlDocument document, IScope scope, Action<Diagnostic> report) =>
        new ProjectFileReader(document.Source, scope, report).ReadRoot(document.Root);

    /// <summary>One rendered text of the project file, for what is needed before the file can be read whole.</summary>
    public static string? ReadText(YamlDocument document, string key, IScope scope, Action<Diagnostic> report)
    {
        var reader = new ProjectFileReader(document.Source, scope, report);
        return document.Root is YamlMap map && Find(map, key) is { } node ? reader.RenderedText(node, key) : null;
    }

    // A key that was only mistyped is told as that, and not as missing too.
    private static YamlNode? Find(YamlMap map, string key)
    {
        if (map[key] is { } node)
        {
            return node;
        }

        foreach (var (other, value) in map.Entries)
        {
            if (!KnownKeys.Project.Contains(other.Text) && NearMiss.Find(other.Text, KnownKeys.Project) == key)
            {
                return value;
            }
        }

        return null;
    }

    private ProjectFile? ReadRoot(YamlNode? root)
    {
        if (root is not YamlMap map)
        {
            Report(Diagnostic.Error(
                DiagnosticCodes.MissingKey, "The project file is empty.", Source.Span(0, 0),
                "It needs at least a name: name: my_project"));
            return null;
        }

        foreach (var (key, value) in map.Entries)
        {
            ReadKey(key, value);
        }

        if (Find(map, "name") is not { } name)
        {
            Report(Diagnostic.Error(
                DiagnosticCodes.MissingKey, "The project file has no 'name'.", Source.Span(0, 0),
                "Add a line such as name: my_project"));
            return null;
        }

        ReadName(name);
        return file.Name.Length == 0
            ? null
            : file with
            {
                Configs = configs,
                Other = other,
                CleanTargets = file.CleanTargets.IsDefaultOrEmpty && !seen.ContainsKey("clean-targets") ? [file.TargetPath] : file.CleanTargets,
            };
    }

    private void ReadName(YamlNode node)
    {
        if (RenderedText(node, "name") is not { } name)
        {
            return;
        }

        if (!IsIdentifier(name))
        {
            var proposal = new string([.. name.Trim().Select(c => char.IsLetterOrDigit(c) ? c : '_')]);
            Error(
                DiagnosticCodes.InvalidValue, node, $"'{name}' cannot be the name of a project.",
                $"Use letters, digits and underscores, and no digit first{(IsIdentifier(proposal) ? $": {proposal}" : ".")}");
        }
        else if (Reserved.Contains(name))
        {
            Error(
                DiagnosticCodes.InvalidValue, node, $"'{name}' cannot be the name of a project: templates use it for something else.",
                $"Choose another one, such as {name}_project.");
        }

        file = file with { Name = name };
    }

    private void ReadKey(YamlScalar key, YamlNode value)
    {
        var name = Modern(key);
        if (!seen.TryAdd(name, key))
        {
            Error(
                DiagnosticCodes.InvalidValue, key, $"'{seen[name].Text}' and '{key.Text}' are both given; they mean the same.",
                $"Keep {name} and remove the other one.");
            return;
        }

        if (value is YamlScalar { IsNull: true })
        {
            if (!KnownKeys.Project.Contains(name))
            {
                Refuse(key);
            }

            return;
        }

        switch (name)
        {
            case "name":
                break;
            case "profile":
                file = file with { Profile = RenderedText(value, name) };
                break;
            case "version":
                file = file with { Version = LooseText(value, "'version'") };
                break;
            case "config-version":
                ReadConfigVersion(value);
                break;
            case "packages" or "project-root":
                break;
            case "target-path":
                MovedToFlag(name, value, "target");
                file = file with { TargetPath = FolderPath(RenderedText(value, name)) ?? file.TargetPath };
                break;
            case "packages-install-path":
                file = file with { PackagesInstallPath = FolderPath(RenderedText(value, name)) ?? file.PackagesInstallPath };
                break;
            case "clean-targets":
                file = file with { CleanTargets = Paths(value, name) };
                break;
            case "on-run-start":
                file = file with { OnRunStart = Hooks(value, name) };
                break;
            case "on-run-end":
                file = file with { OnRunEnd = Hooks(value, name) };
                break;
            case "vars":
                file = file with { Vars = Map(value, "'vars'") is { } vars ? Values.ToValue(vars).AsDict() ?? [] : [] };
                break;
            case "flags":
                file = file with { Flags = Map(value, "'flags'") is { } flags ? Flags(flags) : [] };
                break;
            case "quoting":
                ReadQuoting(value);
                break;
            case "dispatch":
                ReadDispatch(value);
                break;
            case "log-path":
                MovedToFlag(name, value, "logs");
                other[name] = Rendered(value, name);
                break;
            case "require-dbt-version" or "restrict-access" or "dbt-cloud" or "query-comment" or "sync":
                other[name] = Rendered(value, name);
                break;
            default:
                if (Array.IndexOf(KnownKeys.PathKeys, name) >= 0)
                {
                    SetPaths(name, Paths(value, name));
                }
                else if (Array.IndexOf(KnownKeys.ConfigTrees, name) >= 0)
                {
                    if (Map(value, $"'{key.Text}'") is { } tree)
                    {
                        configs[name.Replace('-', '_')] = ReadTree(key.Text, tree);
                    }
                }
                else
                {
                    Refuse(key);
                }

                break;
        }
    }

    // In properties a key too many does no harm; here dbt does not go on, as what it should set may be anything.
    private void Refuse(YamlScalar key) => Error(
        DiagnosticCodes.UnknownKey, key, $"The project file has no key '{key.Text}'.",
        NearMiss.Question(key.Text, KnownKeys.Project) ?? $"Known keys: {string.Join(", ", KnownKeys.Project)}.");

    // As they are written: dbt reads them before there is anything to render with.
    private DictValue Flags(YamlMap map)
    {
        var flags = Values.ToValue(map).AsDict() ?? [];
        foreach (var (key, value) in map.Entries)
        {
            if (ProjectFlags.Expected(key.Text, flags[key.Text]) is { } expected)
            {
                Warning(
                    DiagnosticCodes.WrongType, value, $"The flag '{key.Text}' must be {expected}, not {flags[key.Text].Repr()}. As in dbt, no flag of this file counts while one is wrong.",
                    value is YamlScalar scalar && TemplateRenderer.HasTemplate(scalar.Text)
                        ? $"Flags cannot be templates; set the environment variable DBT_{key.Text.ToUpperInvariant()} instead." : null);
            }
            else if (ProjectFlags.Meant(key.Text) is { } meant)
            {
                Warning(DiagnosticCodes.UnknownKey, key, $"There is no flag '{key.Text}'.", $"Did you mean '{meant}'?");
            }
        }

        return ProjectFlags.Valid(flags);
    }

    private void MovedToFlag(string key, YamlNode value, string usual)
    {
        if (value is YamlScalar scalar && scalar.Text != usual)
        {
            Deprecated(
                key == "log-path" ? "ConfigLogPathDeprecation" : "ConfigTargetPathDeprecation", value, $"'{key}' in the project file is on its way out.",
                $"Use --{key} or the environment variable DBT_{key.Replace('-', '_').ToUpperInvariant()} instead.");
        }
    }

    // The name that a key has today.
    private string Modern(YamlScalar key)
    {
        var modern = key.Text switch
        {
            "source-paths" => "model-paths",
            "data-paths" => "seed-paths",
            "tests" => "data_tests",
            "semantic_models" => "semantic-models",
            "saved_queries" => "saved-queries",
            _ => key.Text,
        };
        if (key.Text is "source-paths" or "data-paths")
        {
            Deprecated(
                key.Text == "source-paths" ? "ConfigSourcePathDeprecation" : "ConfigDataPathDeprecation", key, $"'{key.Text}' is an old name of '{modern}'.", $"Write {modern}: instead.");
        }

        return modern;
    }

    private void ReadConfigVersion(YamlNode node)
    {
        // dbt reads any number, and makes nothing of it.
        if (!Rendered(node, "config-version").IsInteger)
        {
            Error(
                DiagnosticCodes.InvalidValue, node, $"'config-version' must be a whole number, not {node.Description}.",
                "Write config-version: 2, or leave the line out.");
        }
    }

    private void SetPaths(string key, ImmutableArray<string> paths) => file = key switch
    {
        "model-paths" => file with { ModelPaths = paths },
        "seed-paths" => file with { SeedPaths = paths },
        "test-paths" => file with { TestPaths = paths },
        "analysis-paths" => file with { AnalysisPaths = paths },
        "snapshot-paths" => file with { SnapshotPaths = paths },
        "macro-paths" => file with { MacroPaths = paths },
        "function-paths" => file with { FunctionPaths = paths },
        "docs-paths" => file with { DocsPaths = paths },
        "asset-paths" => file with { AssetPaths = paths },
        _ => file,
    };

    private ImmutableArray<string> Paths(YamlNode node, string key)
    {
        var paths = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Items(node, $"'{key}'", $"Write {key}: [\"{(node as YamlScalar)?.Text ?? "folder"}\"]"))
        {
            if (FolderPath(RenderedText(item, $"A path in '{key}'")) is not { } path)
            {
                continue;
            }

            if (Path.IsPathRooted(path))
            {
                Error(
                    DiagnosticCodes.InvalidValue, item, $"'{path}' is an absolute path; paths in the project file are relative to it.",
                    "Give the folder's path from the project file.");
            }
            else if (!paths.Contains(path))
            {
                paths.Add(path);
            }
        }

        return paths.DrainToImmutable();
    }

    private static string? FolderPath(string? path)
    {
        if (path is null)
        {
            return null;
        }

        path = path.Replace('\\', '/');
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        return path.Length > 1 ? path.TrimEnd('/') : path;
    }

    // Hooks are kept as written: a text, or a mapping with sql and transaction.
    private ImmutableArray<Hook> Hooks(YamlNode node, string key)
    {
        var hooks = ImmutableArray.CreateBuilder<Hook>();
        foreach (var item in node is YamlList list ? list.Items : [node])
        {
            if (item is YamlMap map)
            {
                if (map["sql"] is { } sql && Text(sql, "'sql'") is { } statement)
                {
                    var transaction = map["transaction"] is not { } flag || (Boolean(flag, "'transaction'") ?? true);
                    hooks.Add(new Hook(statement, transaction, hooks.Count + 1, Span(sql)));
                }
                else
                {
                    Error(DiagnosticCodes.MissingKey, item, $"A hook of '{key}' has no 'sql'.", "Write it as a text: - \"{{ my_macro() }}\"");
                }
            }
            else if (Text(item, $"A hook of '{key}'") is { Length: > 0 } text)
            {
                hooks.Add(new Hook(text, Transaction: true, hooks.Count + 1, Span(item)));
            }
        }

        return hooks.DrainToImmutable();
    }

    private void ReadQuoting(YamlNode node)
    {
        (bool? Database, bool? Schema, bool? Identifier) quoting = default;
        foreach (var (key, value) in Map(node, "'quoting'")?.Entries ?? [])
        {
            var flag = Boolean(value, Rendered(value, "quoting", key.Text), $"'{key.Text}'");
            switch (key.Text)
            {
                case "database" or "project":
                    quoting.Database = flag;
                    break;
                case "schema" or "dataset":
                    quoting.Schema = flag;
                    break;
                case "identifier":
                    quoting.Identifier = flag;
                    break;
                case "snowflake_ignore_case":
                    break;
                default:
                    Unknown(key, "in 'quoting'", KnownKeys.Quoting);
                    break;
            }
        }

        file = file with { Quoting = quoting };
    }

    private void ReadDispatch(YamlNode node)
    {
        var dispatch = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var item in Items(node, "'dispatch'"))
        {
            if (Map(item, "An entry of 'dispatch'") is not { } entry)
            {
                continue;
            }

            if (entry["macro_namespace"] is not { } space || entry["search_order"] is not { } order)
            {
                Error(
                    DiagnosticCodes.MissingKey, entry, "An entry of 'dispatch' needs 'macro_namespace' and 'search_order'.",
                    "Write - macro_namespace: dbt and below it search_order: [my_project, dbt]");
                continue;
            }

            var packages = ImmutableArray.CreateBuilder<string>();
            foreach (var package in Items(order, "'search_order'"))
            {
                if (RenderedText(package, "A package in 'search_order'") is { } name)
                {
                    packages.Add(name);
                }
            }

            if (RenderedText(space, "'macro_namespace'") is { } macroNamespace)
            {
                dispatch[macroNamespace] = packages.DrainToImmutable();
            }
        }

        file = file with { Dispatch = dispatch };
    }

    // Below a config tree a mapping without a plus is a folder; everything else is a config.
    private ConfigTree ReadTree(string root, YamlMap map)
    {
        var tree = new DictValue(map.Entries.Count);
        var unrendered = new DictValue(map.Entries.Count);
        Dictionary<string, ConfigTree>? children = null;
        foreach (var (key, value) in map.Entries)
        {
            if (key.Text.StartsWith('+'))
            {
                Set(key.Text[1..].Trim(), key.Text, value);
            }
            else if (value is YamlMap child)
            {
                (children ??= new(StringComparer.Ordinal))[key.Text] = ReadTree(root, child);
            }
            else
            {
                Set(key.Text, key.Text, value);
            }
        }

        return new ConfigTree(
            tree,
            unrendered,
            children is null ? ImmutableDictionary<string, ConfigTree>.Empty : children,
            Source.Span(map.Start, map.End - map.Start));

        void Set(string name, string key, YamlNode value)
        {
            tree[name] = Rendered(value, root, key);
            unrendered[name] = Values.ToValue(value);
        }
    }

    private Value Rendered(YamlNode node, params ReadOnlySpan<string?> path) => Values.ToRendered(node, renderer, path);

    private string? RenderedText(YamlNode node, string what)
    {
        if (node is YamlScalar scalar && TemplateRenderer.HasTemplate(scalar.Text))
        {
            var value = renderer.Render(scalar, scalar.Text);
            return value.IsNone ? null : value.ToString();
        }

        return Text(node, what[0] == '\'' || what.Contains(' ', StringComparison.Ordinal) ? what : $"'{what}'");
    }

    private static bool IsIdentifier(string name)
    {
        foreach (var character in name)
        {
            if (!char.IsLetterOrDigit(character) && character != '_')
            {
                return false;
            }
        }

        return name.Length > 0 && !char.IsDigit(name[0]);
    }
}
