using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What the templates of one node ask for while they are evaluated in the parse phase. One thread at a time.</summary>
internal sealed class NodeRecorder
{
    private static readonly List<RefCall> NoRefs = [];
    private static readonly List<SourceCall> NoSources = [];
    private static readonly List<string> NoMacros = [];
    private static readonly List<MetricCall> NoMetrics = [];
    private static readonly List<FunctionCall> NoFunctions = [];

    private List<RefCall>? refs;
    private List<SourceCall>? sources;
    private List<string>? macros;
    private List<MetricCall>? metrics;
    private List<FunctionCall>? functions;

    public IReadOnlyList<RefCall> Refs => refs ?? NoRefs;

    public IReadOnlyList<SourceCall> Sources => sources ?? NoSources;

    public IReadOnlyList<MetricCall> Metrics => metrics ?? NoMetrics;

    public IReadOnlyList<FunctionCall> Functions => functions ?? NoFunctions;

    /// <summary>The unique ids of the macros that the template itself calls, each once.</summary>
    public IReadOnlyList<string> Macros => macros ?? NoMacros;

    /// <summary>The merged <c>config()</c> calls; null when there was none.</summary>
    public DictValue? Config { get; private set; }

    /// <summary>The place of the last <c>config()</c> call.</summary>
    public SourceSpan? ConfigSpan { get; private set; }

    /// <summary>A template has looked at <c>model</c>: at what is said of the node elsewhere.</summary>
    public bool HasSeenNode { get; set; }

    /// <summary>Takes a config as if it had been called.</summary>
    public void SetConfig(DictValue config, SourceSpan? span)
    {
        Config = config;
        ConfigSpan = span;
    }

    public void AddMacro(MacroBlock macro)
    {
        var id = MacroRegistry.UniqueId(macro);
        macros ??= new List<string>(1);
        if (!macros.Contains(id))
        {
            macros.Add(id);
        }
    }

    public void Add(RefCall call) => (refs ??= new List<RefCall>(1)).Add(call);

    public void Add(SourceCall call) => (sources ??= new List<SourceCall>(1)).Add(call);

    public void Add(MetricCall call) => (metrics ??= new List<MetricCall>(1)).Add(call);

    public void Add(FunctionCall call) => (functions ??= new List<FunctionCall>(1)).Add(call);

    public void AddRef(Arguments arguments) => Add(ReferenceArguments.Ref(arguments));

    public void AddSource(Arguments arguments) => Add(ReferenceArguments.Source(arguments));

    /// <summary>Notes a <c>metric()</c> and gives the metric's name.</summary>
    public static string AddMetric(NodeRecorder? recorder, Arguments arguments)
    {
        var (package, name) = ReferenceArguments.Read("metric", arguments);
        recorder?.Add(new MetricCall(package, name, arguments.Span));
        return name;
    }

    public void AddConfig(Arguments arguments)
    {
        var options = new DictValue();
        if (arguments.Positional.Length == 1 && arguments.Keywords.Length == 0
            && arguments.Positional.Span[0].AsDict() is { } dict)
        {
            foreach (var (key, value) in dict)
            {
                Set(options, key.ToString(), value, arguments);
            }
        }
        else if (arguments.Positional.Length == 0)
        {
            foreach (var (key, value) in arguments.Keywords.Span)
            {
                Set(options, key, value, arguments);
            }
        }
        else
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                "config() takes keyword arguments, or one dictionary.",
                arguments.Span,
                "Write {{ config(materialized='table') }}.");
        }

        ConfigSpan = arguments.Span;
        Config = Config is null ? options : ConfigMerge.Calls(Config, options);
    }

    /// <summary>Takes over the references of another recorder.</summary>
    public void AddAll(NodeRecorder other)
    {
        foreach (var call in other.Refs)
        {
            Add(call);
        }

        foreach (var call in other.Sources)
        {
            Add(call);
        }
    }

    /// <summary>Keeps the first of equal sources.</summary>
    public void KeepSourcesOnce() => sources = sources?.DistinctBy(call => (call.Source, call.Table)).ToList();

    /// <summary>Gives every call the place of the entry that it is written in.</summary>
    public void PlaceAll(SourceSpan? span)
    {
        for (var i = 0; i < Refs.Count; i++)
        {
            refs![i] = Refs[i] with { Span = span };
        }

        for (var i = 0; i < Sources.Count; i++)
        {
            sources![i] = Sources[i] with { Span = span };
        }

        for (var i = 0; i < Metrics.Count; i++)
        {
            metrics![i] = Metrics[i] with { Span = span };
        }
    }

    // pre_hook and pre-hook are the same; to say both is a mistake.
    private static void Set(DictValue options, string key, Value value, Arguments arguments)
    {
        var clean = CleanKey(key);
        if (clean is "pre-hook" or "post-hook" && options.ContainsKey(clean))
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"config() has both {clean} and {clean.Replace('-', '_')}.",
                arguments.Span,
                $"Write all of them as {clean.Replace('-', '_')}=[...].");
        }

        options[clean] = value;
    }

    private static string CleanKey(string key) => key switch
    {
        "pre_hook" => "pre-hook",
        "post_hook" => "post-hook",
        _ => key.Trim(),
    };
}
