using System.Collections.Frozen;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The vars that a package sees. The command line wins over the root project's vars for the package, those over
/// the root project's other vars, those over the package's own.</summary>
public sealed class PackageVars
{
    private readonly string package;
    private readonly ReadLog reads;
    private readonly FrozenDictionary<string, Value> values;
    private readonly Value strict;
    private readonly Value lenient;

    private PackageVars(string package, ReadLog reads, FrozenDictionary<string, Value> values)
    {
        this.package = package;
        this.reads = reads;
        this.values = values;
        strict = Value.From(new VarFunction(this, isStrict: true));
        lenient = Value.From(new VarFunction(this, isStrict: false));
    }

    internal static PackageVars For(Project project, Package package)
    {
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        void Add(DictValue? vars)
        {
            foreach (var (key, value) in vars ?? [])
            {
                values[key.ToString()] = value;
            }
        }

        if (!ReferenceEquals(package, project.Main))
        {
            Add(package.Settings.Vars);
            Add(package.Settings.Vars[package.Name].AsDict());
        }

        Add(project.Main.Settings.Vars);
        Add(project.Main.Settings.Vars[package.Name].AsDict());
        Add(project.CliVars);
        return new PackageVars(package.Name, project.Context.Reads, values.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary><c>var()</c>.</summary>
    /// <param name="missingIsError">Whether a missing var without a default is an error rather than none.</param>
    public Value Function(bool missingIsError) => missingIsError ? strict : lenient;

    /// <summary>Every var that has a value.</summary>
    public IEnumerable<KeyValuePair<string, Value>> All => values;

    public bool TryGet(string name, out Value value)
    {
        reads.AddVariable(name);
        return values.TryGetValue(name, out value);
    }

    private sealed class VarFunction(PackageVars vars, bool isStrict) : ICallable
    {
        public string TypeName => "var";

        public Value Call(RenderState state, Arguments arguments)
        {
            var name = arguments.RequireString(0, "var_name", "var");
            if (vars.TryGet(name, out var value))
            {
                return Render(value, state);
            }

            if (arguments.TryGet(1, "default", out value) || !isStrict)
            {
                return value.IsUndefined ? Value.None : value;
            }

            throw TransformException.Error(
                DiagnosticCodes.VariableMissing,
                $"The var '{name}' is needed here and is not set for package '{vars.package}'.",
                arguments.Span,
                (NearMiss.Question(name, vars.values.Keys) is { } question ? question + " " : string.Empty)
                    + (vars.values.Count > 0 ? $"Set are: {string.Join(", ", vars.values.Keys.Order(StringComparer.Ordinal))}. " : string.Empty)
                    + $"Set it under vars: in the project file, with --vars '{{{name}: ...}}', or give var() a default.");
        }

        // A var may be a template itself: it sees what the template sees that asks for it.
        private static Value Render(Value value, RenderState state) =>
            value.AsString() is { } text && (text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal))
                ? Renderer.Render(
                    Template.Parse(new SourceText("var", text)), new RenderState(state.Globals, state.Options, state.CancellationToken, state.Host))
                : value;

        public bool TryGetAttribute(string name, out Value value)
        {
            value = string.Equals(name, "has_var", StringComparison.Ordinal)
                ? Value.From(name, (_, arguments) => vars.TryGet(arguments.RequireString(0, "var_name", "has_var"), out Value _))
                : default;
            return !value.IsUndefined;
        }
    }
}
