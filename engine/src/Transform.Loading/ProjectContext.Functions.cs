using System.Security.Cryptography;
using System.Text;
using Transform.Core;
using Transform.Loading.Context;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading;

/// <content>The functions and values that dbt's base context has.</content>
public sealed partial class ProjectContext
{
    private const string CustomPrefix = "DBT_ENV_CUSTOM_ENV_";

    private Value? modules;
    private DictValue allFlags = [];

    private void AddFunctions()
    {
        names["dbt_version"] = DbtVersion;
        names["invocation_id"] = options.InvocationId.ToString();
        var microsecond = RunStartedAt.UtcTicks - (RunStartedAt.UtcTicks % TimeSpan.TicksPerMicrosecond);
        names["run_started_at"] = Value.FromObject(new DateTimeOffset(microsecond, TimeSpan.Zero));
        nodeNames["dbt_metadata_envs"] = CustomEnvironment();
        nodeNames["exceptions"] = Exceptions.Of(Write, Reads, options.Warnings);
        names["var"] = new VarFunction(this, string.Empty).AsValue();
        SetFlags([]);
        Add("env_var", EnvVar);
        Add("return", static (state, arguments) =>
        {
            if (state.CurrentMacro is null)
            {
                throw TransformException.Error(
                    DiagnosticCodes.OperationFailed,
                    "return() gives the value of a macro: there is no macro here to return from.",
                    arguments.Span,
                    "Print the value instead: {{ ... }}.");
            }

            state.Return(arguments.Require(0, "data", "return"));
            return Value.EmptyString;
        });
        Add("log", (state, arguments) =>
        {
            Write(
                arguments.Get(1, "info").IsTruthy ? TemplateLogLevel.Info : TemplateLogLevel.Debug,
                arguments.Require(0, "msg", "log").ToString());
            return Value.EmptyString;
        });
        Add("print", (state, arguments) =>
        {
            Write(TemplateLogLevel.Print, arguments.Require(0, "msg", "print").ToString());
            return Value.EmptyString;
        });
        Add("tojson", static (state, arguments) =>
            PythonJson.Dumps(arguments.Require(0, "value", "tojson"), arguments.Get(2, "sort_keys").IsTruthy));
        Add("fromjson", static (state, arguments) =>
            JsonText.TryLoad(arguments.RequireString(0, "string", "fromjson"), out var value)
                ? value
                : arguments.Get(1, "default", Value.None));
        Add("toyaml", static (state, arguments) => ToYaml(arguments));
        Add("fromyaml", static (state, arguments) =>
            FromYaml(arguments.RequireString(0, "value", "fromyaml"), arguments.Get(1, "default", Value.None)));
        Add("set", static (state, arguments) => ToSet(arguments));
        Add("set_strict", static (state, arguments) => new SetValue(arguments.Require(0, "value", "set_strict").Iterate()));
        Add("zip", static (state, arguments) => Zip(arguments, isStrict: false));
        Add("zip_strict", static (state, arguments) => Zip(arguments, isStrict: true));
        Add("local_md5", static (state, arguments) => LocalMd5(arguments.RequireString(0, "value", "local_md5")));
        Add("diff_of_two_dicts", static (state, arguments) => DiffOfTwoDicts(arguments));
    }

    private void Add(string name, HostFunction function) => names[name] = Value.From(name, function);

    private void Write(TemplateLogLevel level, string message) => Log?.Invoke(level, Secrets.Mask(message));

    private Value EnvVar(RenderState state, Arguments arguments)
    {
        var name = arguments.RequireString(0, "var", "env_var");
        var fallback = arguments.Get(1, "default", Value.None);
        Reads.AddEnvironment(name, options.Environment.GetValueOrDefault(name));
        return fallback.IsMissing || fallback.IsString || SecretVariables.PrefixOf(name) is not null || options.Environment.ContainsKey(name)
            ? GetEnvironment(name, fallback.IsMissing ? null : fallback.ToString(), arguments.Span)
            : fallback; // One that is no string stays what it is.
    }

    private DictValue CustomEnvironment()
    {
        var custom = new DictValue();
        foreach (var name in options.Environment.Keys.Where(static name => name.StartsWith(CustomPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            custom[name[CustomPrefix.Length..]] = options.Environment[name];
        }

        return custom;
    }

    // The command line's flags over the project's over dbt's defaults.
    private void SetFlags(DictValue projectFlags)
    {
        var flags = DictValue.Of(
            ("WHICH", options.Command), ("FULL_REFRESH", false), ("STORE_FAILURES", false), ("FAIL_FAST", false), ("QUIET", false),
            ("DEBUG", false), ("EMPTY", false), ("INTROSPECT", true), ("USE_COLORS", true), ("WRITE_JSON", true), ("VERSION_CHECK", true),
            ("PARTIAL_PARSE", true), ("STATIC_PARSER", true), ("USE_EXPERIMENTAL_PARSER", false), ("CACHE_SELECTED_ONLY", false),
            ("INDIRECT_SELECTION", "eager"), ("PRINTER_WIDTH", 80), ("LOG_FORMAT", "default"), ("LOG_CACHE_EVENTS", false), ("LOG_PATH", Value.None),
            ("NO_PRINT", Value.None), ("WARN_ERROR", Value.None),
            ("WARN_ERROR_OPTIONS", DictValue.Of(("error", new ListValue()), ("warn", new ListValue()), ("silence", new ListValue()))),
            ("TARGET_PATH", options.TargetPath), ("PROFILES_DIR", options.ProfilesDir), ("INVOCATION_COMMAND", options.Command),
            ("SEND_ANONYMOUS_USAGE_STATS", false));
        foreach (var (name, isOn) in ProjectFlags.Behaviours)
        {
            flags[name.ToUpperInvariant()] = isOn;
        }

        foreach (var given in (ReadOnlySpan<DictValue>)[projectFlags, options.Flags])
        {
            foreach (var (name, value) in given)
            {
                flags[name.ToString().ToUpperInvariant()] = value;
            }
        }

        var arguments = DictValue.Of(
            ("select", TupleValue.Empty), ("exclude", TupleValue.Empty), ("print", true), ("defer", false), ("favor_state", false),
            ("populate_cache", true), ("log_level", "info"), ("log_level_file", "debug"), ("log_format_file", "debug"),
            ("log_file_max_bytes", 10485760), ("use_colors_file", true), ("macro_debugging", false), ("strict_mode", false),
            ("upload_to_artifacts_ingest_api", false), ("show_resource_report", false), ("show_all_deprecations", false));
        foreach (var (name, value) in flags)
        {
            arguments[name.ToString().ToLowerInvariant()] = value;
        }

        arguments["vars"] = options.Vars;
        arguments["project_dir"] = options.ProjectDir;
        arguments["profiles_dir"] = options.ProfilesDir ?? options.ProjectDir;
        names["flags"] = Value.From(new FlagsObject(flags, Reads));
        allFlags = flags;
        nodeNames["invocation_args_dict"] = arguments;
    }

    private static Value FromYaml(string text, Value fallback)
    {
        var failed = false;
        var document = YamlReader.Read(new SourceText("fromyaml()", text), d => failed |= d.Severity == Severity.Error);
        var value = document?.Root is null
            ? Value.None
            : new YamlValues(document.Source, _ => failed = true).ToValue(document.Root);
        return failed ? fallback : value;
    }

    private static Value ToYaml(in Arguments arguments)
    {
        try
        {
            return PythonYaml.Dump(arguments.Require(0, "value", "toyaml"), arguments.Get(2, "sort_keys").IsTruthy, arguments.Span);
        }
        catch (TransformException) when (arguments.Count > 0)
        {
            return arguments.Get(1, "default", Value.None);
        }
    }

    private static Value ToSet(in Arguments arguments)
    {
        var value = arguments.Require(0, "value", "set");
        try
        {
            return new SetValue(value.Iterate());
        }
        catch (TransformException)
        {
            return arguments.Get(1, "default", Value.None);
        }
    }

    private static bool TryIterate(Value value, out IEnumerable<Value> items)
    {
        try
        {
            items = value.Iterate();
            return true;
        }
        catch (TransformException)
        {
            items = [];
            return false;
        }
    }

    private static Value Zip(in Arguments arguments, bool isStrict)
    {
        var lists = new List<List<Value>>();
        foreach (var argument in arguments.Positional.Span)
        {
            if (isStrict)
            {
                lists.Add([.. argument.Iterate()]);
            }
            else if (TryIterate(argument, out var items))
            {
                lists.Add([.. items]);
            }
            else
            {
                return arguments.TryGet("default", out var fallback) ? fallback : Value.None;
            }
        }

        var rows = new ListValue();
        for (var i = 0; lists.Count > 0 && i < lists.Min(l => l.Count); i++)
        {
            rows.Add(new TupleValue(lists.Select(l => l[i])));
        }

        return rows;
    }

    // dbt's own checksum of names; it protects nothing.
    private static string LocalMd5(string text) =>
#pragma warning disable CA5351
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    // What the first of two mappings of lists has and the second has not, without regard to case.
    private static DictValue DiffOfTwoDicts(in Arguments arguments)
    {
        var first = arguments.Require(0, "dict_a", "diff_of_two_dicts").AsDict() ?? [];
        var second = new Dictionary<string, HashSet<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in arguments.Require(1, "dict_b", "diff_of_two_dicts").AsDict() ?? [])
        {
            second[key.ToString()] = value.Iterate().Select(v => v.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        }

        var difference = new DictValue();
        foreach (var (key, value) in first)
        {
            if (!second.TryGetValue(key.ToString(), out var others))
            {
                difference[key] = value;
                continue;
            }

            var rest = new ListValue(value.Iterate().Where(v => !others.Contains(v.ToString())));
            if (rest.Count > 0)
            {
                difference[key] = rest;
            }
        }

        return difference;
    }
}
