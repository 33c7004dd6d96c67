using System.Collections.Frozen;
using Transform.Adapters;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The functions of the parse phase, as dbt's behave when nothing is executed.</summary>
internal static class ParseFunctions
{
    private static readonly FrozenDictionary<string, Value> All = new Dictionary<string, Value>(StringComparer.Ordinal)
    {
        ["ref"] = Value.From("ref", (state, arguments) =>
        {
            Recorder(state)?.AddRef(arguments);
            return This(state);
        }),
        ["source"] = Value.From("source", (state, arguments) =>
        {
            Recorder(state)?.AddSource(arguments);
            return This(state);
        }),
        ["config"] = Value.From(new ParseConfig()),
        ["metric"] = Value.From("metric", (state, arguments) =>
        {
            Recorder(state)?.AddMetric(arguments);
            return Value.None;
        }),
        ["function"] = Value.From("function", (state, arguments) =>
        {
            Recorder(state)?.Add(FunctionCall.Read(arguments));
            return This(state);
        }),
        ["execute"] = false,
        ["api"] = Value.From(new ParseApi()),
        ["load_result"] = Nothing("load_result"),
        ["store_result"] = Empty("store_result"),
        ["store_raw_result"] = Empty("store_raw_result"),
        ["run_statement"] = Empty("run_statement"),
        ["load_agate_table"] = Nothing("load_agate_table"),
        ["submit_python_job"] = Nothing("submit_python_job"),
        ["write"] = Empty("write"),
        ["sql"] = Value.None,
        ["compiled_code"] = Value.EmptyString,
        ["sql_now"] = Value.EmptyString,
        ["doc"] = Empty("doc"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => All.Keys.Concat(["this", "adapter", "model", "schema", "database", "graph", "selected_resources", "pre_hooks", "post_hooks"]);

    public static bool TryGet(string name, out Value value) => All.TryGetValue(name, out value);

    /// <summary>A function that gives none.</summary>
    public static Value Nothing(string name) => Value.From(name, static (_, _) => Value.None);

    /// <summary>A function that prints nothing.</summary>
    public static Value Empty(string name) => Value.From(name, static (_, _) => Value.EmptyString);

    public static NodeRecorder? Recorder(RenderState state) => state.Host as NodeRecorder;

    private static Value This(RenderState state) => state.Globals is ParseScope scope ? scope.This : Value.None;

    /// <summary><c>config(...)</c>, <c>config.get(...)</c>: nothing is known of the config yet.</summary>
    private sealed class ParseConfig : ICallable
    {
        private static readonly FrozenDictionary<string, Value> Members = new Dictionary<string, Value>(StringComparer.Ordinal)
        {
            ["get"] = Empty("get"),
            ["require"] = Empty("require"),
            ["meta_get"] = Empty("meta_get"),
            ["meta_require"] = Empty("meta_require"),
            ["set"] = Value.From("set", (state, arguments) =>
            {
                var dict = new DictValue { { arguments.RequireString(0, "name", "config.set"), arguments.Get(1, "value", Value.None) } };
                Recorder(state)?.AddConfig(new Arguments(new Value[] { dict }, default, arguments.Span));
                return Value.EmptyString;
            }),
            ["persist_relation_docs"] = Value.From("persist_relation_docs", static (_, _) => false),
            ["persist_column_docs"] = Value.From("persist_column_docs", static (_, _) => false),
        }.ToFrozenDictionary(StringComparer.Ordinal);

        public string TypeName => "config";

        public Value Call(RenderState state, Arguments arguments)
        {
            Recorder(state)?.AddConfig(arguments);
            return Value.EmptyString;
        }

        public bool TryGetAttribute(string name, out Value value) => Members.TryGetValue(name, out value);
    }

    /// <summary><c>api.Relation</c> and <c>api.Column</c>.</summary>
    private sealed class ParseApi : IHostObject
    {
        private static readonly Value RelationClass = Value.From(new ParseRelationClass());

        public string TypeName => "api";

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "Relation" => RelationClass,
                "Column" => Value.From(new ParseColumnClass()),
                _ => default,
            };
            return !value.IsUndefined;
        }
    }

    private sealed class ParseRelationClass : ICallable
    {
        public string TypeName => "Relation";

        public Value Call(RenderState state, Arguments arguments) => Create(state, arguments);

        public bool TryGetAttribute(string name, out Value value)
        {
            value = string.Equals(name, "create", StringComparison.Ordinal) ? Value.From(name, Create) : default;
            return !value.IsUndefined;
        }

        private static Value Create(RenderState state, Arguments arguments) =>
            state.Globals is ParseScope scope
                ? Value.From(new RelationObject(
                    new Relation(
                        arguments.Get(0, "database").AsString(),
                        arguments.Get(1, "schema").AsString(),
                        arguments.Get(2, "identifier").AsString()),
                    scope.Project.Target.Factory.Dialect))
                : Value.None;
    }

    private sealed class ParseColumnClass : ICallable
    {
        public string TypeName => "Column";

        public Value Call(RenderState state, Arguments arguments) => DictValue.Of(
            ("name", arguments.Get(0, "column", Value.EmptyString)), ("dtype", arguments.Get(1, "dtype", Value.EmptyString)));

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "create" => Value.From(name, Call),
                "translate_type" => Value.From(name, static (_, arguments) => ColumnObject.TranslateType(arguments)),
                "numeric_type" => Value.From(name, static (_, arguments) => ColumnObject.NumericType(arguments)),
                "string_type" => Empty(name),
                _ => default,
            };
            return !value.IsUndefined;
        }
    }
}
