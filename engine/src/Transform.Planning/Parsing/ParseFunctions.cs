using System.Collections.Frozen;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The functions of the parse phase, as dbt's behave when nothing is executed.</summary>
internal static class ParseFunctions
{
    private static readonly FrozenDictionary<string, Value> All = new Dictionary<string, Value>(StringComparer.Ordinal)
    {
        ["ref"] = Value.From("ref", static (state, arguments) =>
        {
            Recorder(state)?.AddRef(arguments);
            return This(state);
        }),
        ["source"] = Value.From("source", static (state, arguments) =>
        {
            Recorder(state)?.AddSource(arguments);
            return This(state);
        }),
        ["function"] = Value.From("function", static (state, arguments) =>
        {
            Recorder(state)?.Add(FunctionCall.Read(arguments));
            return This(state);
        }),
        ["metric"] = Value.From("metric", static (state, arguments) => NodeRecorder.AddMetric(Recorder(state), arguments)),
        ["config"] = Value.From(new ParseConfig()),
        ["execute"] = false,
        ["load_result"] = Value.From("load_result", static (state, arguments) => Statements(state).Load(arguments)),
        ["store_result"] = Value.From("store_result", static (state, arguments) => Statements(state).Store(arguments)),
        ["store_raw_result"] = Value.From("store_raw_result", static (state, arguments) => Statements(state).StoreRaw(arguments)),
        ["run_statement"] = Empty("run_statement"),
        ["load_agate_table"] = Value.From("load_agate_table", static (_, arguments) => throw StatementStore.NotASeed(arguments)),
        ["render"] = Value.From("render", static (state, arguments) => Render(state, arguments)),
        ["write"] = Empty("write"),
        ["defer_relation"] = Value.None,
        ["sql"] = Value.None,
        ["compiled_code"] = Value.None,
        ["_sql_results"] = new DictValue(),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary><c>config</c> where nothing is configured.</summary>
    public static Value NoConfig { get; } = Value.From(new EmptyConfig());

    public static IEnumerable<string> Names => All.Keys.Concat(ParseScope.OwnMembers);

    public static bool TryGet(string name, out Value value) => All.TryGetValue(name, out value);

    /// <summary>A function that gives none.</summary>
    public static Value Nothing(string name) => Value.From(name, static (_, _) => Value.None);

    /// <summary>A function that prints nothing.</summary>
    public static Value Empty(string name) => Value.From(name, static (_, _) => Value.EmptyString);

    public static NodeRecorder? Recorder(RenderState state) => state.Host as NodeRecorder;

    private static Value This(RenderState state) => state.Globals is ParseScope scope ? scope.This : Value.None;

    private static StatementStore Statements(RenderState state) => state.Globals is ParseScope scope ? scope.Statements : new StatementStore();

    private static string Render(RenderState state, Arguments arguments) => Renderer.Render(
        Template.Parse(new SourceText("render()", arguments.Require(0, "string", "render").ToString())),
        new RenderState(state.Globals, state.Options, state.CancellationToken, state.Host));

    private sealed class EmptyConfig : ICallable
    {
        public string TypeName => "config";

        public Value Call(RenderState state, Arguments arguments) => Value.EmptyString;

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "get" or "meta_get" => Value.From(name, static (_, a) => a.Get(1, "default", Value.None)),
                "set" => Empty(name),
                "persist_relation_docs" or "persist_column_docs" => Value.From(name, static (_, _) => false),
                _ => Value.Undefined,
            };
            return !value.IsUndefined;
        }
    }

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
}
