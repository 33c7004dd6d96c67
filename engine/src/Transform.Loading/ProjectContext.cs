using System.Collections.Concurrent;
using Transform.Core;
using Transform.Loading.Context;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>How loud a message of a template is.</summary>
public enum TemplateLogLevel
{
    /// <summary><c>log(message)</c>: for the log file.</summary>
    Debug,

    /// <summary><c>log(message, info=true)</c>.</summary>
    Info,

    /// <summary><c>exceptions.warn(message)</c>.</summary>
    Warn,

    /// <summary><c>print(message)</c>: without any decoration, even when quiet.</summary>
    Print,
}

/// <summary>What every phase's templates can ask, whatever node is being rendered: <c>var</c>, <c>env_var</c>,
/// <c>target</c>, <c>modules</c>, <c>tojson</c>, <c>flags</c>, <c>invocation_id</c>, <c>run_started_at</c>, ...
/// Later phases add to it. Its own <c>var</c> answers as the project's package; <see cref="ForPackage"/> gives that of
/// another one. Thread-safe.</summary>
public sealed partial class ProjectContext : IScope
{
    /// <summary>The dbt version whose behaviour is followed: what <c>dbt_version</c> says and <c>require-dbt-version</c> is
    /// held against.</summary>
    public const string DbtVersion = "1.11.16";

    private readonly Dictionary<string, Value> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Value> nodeNames = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IScope> packageScopes = new(StringComparer.Ordinal);
    private readonly LoadOptions options;
    private DictValue fileVars = [];
    private Dictionary<string, DictValue> packageVars = new(StringComparer.Ordinal);

    internal ProjectContext(LoadOptions options)
    {
        this.options = options;
        RunStartedAt = options.Time.GetUtcNow();
        AddFunctions();
    }

    /// <summary>The project's name; empty until its file is read.</summary>
    public string ProjectName { get; private set; } = string.Empty;

    /// <summary><see cref="ProjectFlags.GenericTestArguments"/> of the project, which counts for its packages too.</summary>
    internal bool HasTestArguments { get; private set; } = true;

    /// <summary>When this run started, in UTC.</summary>
    public DateTimeOffset RunStartedAt { get; }

    public Guid InvocationId => options.InvocationId;

    /// <summary>What templates have asked so far.</summary>
    public ReadLog Reads { get; } = new();

    /// <summary>The secrets seen so far; everything that is printed goes through it.</summary>
    public SecretMask Secrets => options.Secrets;

    /// <summary>Takes what templates log, masked. Set by whoever owns the run; called from any thread.</summary>
    public Action<TemplateLogLevel, string>? Log { get; set; }

    /// <summary>Every name that it answers.</summary>
    public IEnumerable<string> Names => names.Keys.Concat(["thread_id", "modules"]);

    /// <summary>The names that only the templates of nodes and macros see.</summary>
    public IReadOnlyCollection<string> NodeNames => nodeNames.Keys;

    /// <summary>What only the templates of nodes and macros see, such as <c>exceptions</c>.</summary>
    public bool TryGetForNodes(string name, out Value value)
    {
        if (name is "invocation_args_dict")
        {
            Reads.AddAllFlags();
        }

        return nodeNames.TryGetValue(name, out value);
    }

    /// <summary>Every place of a deprecated spelling is told, not only the first of each.</summary>
    public bool ShowsAllDeprecations => options.ShowAllDeprecations;

    /// <summary>The variables of <c>vars.yml</c>.</summary>
    public DictValue FileVars => fileVars;

    /// <summary>What an environment variable is for this call; null where it is not set.</summary>
    public string? EnvironmentOf(string name) => options.Environment.GetValueOrDefault(name);

    /// <summary>What the command line says of a variable; undefined where it says nothing.</summary>
    public Value VariableOf(string name) => options.Vars[name];

    /// <summary>What a flag is for this call, by its name in capitals; undefined where there is none.</summary>
    public Value FlagOf(string name) => allFlags[name];

    /// <summary>All flags of this call.</summary>
    public DictValue AllFlags => allFlags;

    public bool TryGet(string name, out Value value)
    {
        if (names.TryGetValue(name, out value))
        {
            return true;
        }

        switch (name)
        {
            case "thread_id":
                value = Thread.CurrentThread.Name ?? "MainThread";
                return true;
            case "modules":
                value = modules ??= PythonModules.Create(options.Time);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The same context with the <c>var</c> of a package: for the package's YAML and nodes.</summary>
    public IScope ForPackage(string package) => packageScopes.GetOrAdd(package, static (name, self) => new PackageScope(self, name), this);

    /// <summary>The same context as project files see it: their <c>var</c> knows the command line and <c>vars.yml</c> only.</summary>
    public IScope ForProjectFiles() => ForPackage(string.Empty);

    /// <summary>A variable as a package sees it: the command line's, else the project's for that package, else the project's
    /// for all, else the package's own. Without a package, as project files see it.</summary>
    public bool TryGetVar(string package, string name, out Value value)
    {
        Reads.AddVariable(name);
        return options.Vars.TryGetValue(name, out value)
            || (package.Length == 0 && fileVars.TryGetValue(name, out value))
            || (package.Length > 0 && FromProject(ProjectName, package, name, out value))
            || (package.Length > 0 && package != ProjectName && FromProject(package, package, name, out value));
    }

    /// <summary>A variable that must be set.</summary>
    /// <exception cref="TransformException">It is not set (TF2009).</exception>
    public Value GetVar(string package, string name, SourceSpan? span = null) =>
        TryGetVar(package, name, out var value) ? value : throw MissingVar(package, name, span);

    /// <summary>An environment variable, with what dbt's <c>env_var</c> says when there is none.</summary>
    /// <exception cref="TransformException">It is not set and has no default, or is a secret (TF1008).</exception>
    public string GetEnvironment(string name, string? fallback, SourceSpan? span = null)
    {
        if (SecretVariables.PrefixOf(name) is { } prefix)
        {
            throw TransformException.Error(
                DiagnosticCodes.EnvironmentVariableMissing,
                $"'{name}' is a secret, and secrets can be read in profiles.yml and packages.yml only.",
                span,
                $"Read it there, or give the variable a name that does not start with {prefix}.");
        }

        return ReadEnvironment(name, fallback, span);
    }

    internal string ReadEnvironment(string name, string? fallback, SourceSpan? span)
    {
        Reads.AddEnvironment(name, options.Environment.GetValueOrDefault(name));
        if (options.Environment.TryGetValue(name, out var value))
        {
            return value;
        }

        return fallback ?? throw TransformException.Error(
            DiagnosticCodes.EnvironmentVariableMissing,
            $"The environment variable '{name}' is not set.",
            span,
            NearMiss.Question(name, options.Environment.Keys)
                ?? $"Set it, such as export {name}=..., or give a default: env_var('{name}', 'default').");
    }

    /// <summary>A secret of the environment, empty when it is not set; it is masked from now on.</summary>
    internal string ReadSecret(string name)
    {
        var secret = options.Environment.GetValueOrDefault(name) ?? string.Empty;
        Reads.AddEnvironment(name, options.Environment.GetValueOrDefault(name));
        Secrets.Add(secret);
        return secret;
    }

    internal void SetTarget(DictValue target) => names["target"] = target;

    internal void SetFileVars(DictValue vars) => fileVars = vars;

    internal void SetProject(ProjectFile project)
    {
        ProjectName = project.Name;
        packageVars[project.Name] = project.Vars;
        names["project_name"] = project.Name;
        names["var"] = new VarFunction(this, project.Name).AsValue();
        HasTestArguments = ProjectFlags.IsOn(project.Flags, ProjectFlags.GenericTestArguments);
        SetFlags(project.Flags);
    }

    internal void SetPackages(IEnumerable<Package> packages)
    {
        var all = new Dictionary<string, DictValue>(packageVars, StringComparer.Ordinal);
        foreach (var package in packages)
        {
            all.TryAdd(package.Name, package.Settings.Vars);
        }

        packageVars = all;
    }

    private bool FromProject(string project, string package, string name, out Value value)
    {
        value = default;
        if (!packageVars.TryGetValue(project, out var vars))
        {
            return false;
        }

        return (vars.TryGetValue(package, out var scoped) && scoped.AsDict() is { } own && own.TryGetValue(name, out value))
            || vars.TryGetValue(name, out value);
    }

    // Packages may be installed before there is anything to set variables for.
    internal bool IsLenient(string package) => package.Length == 0 && options.Command == "deps";

    internal TransformException MissingVar(string package, string name, SourceSpan? span)
    {
        var known = options.Vars.Keys.Concat(packageVars.GetValueOrDefault(ProjectName)?.Keys ?? []).Select(k => k.ToString());
        var near = NearMiss.Question(name, known);
        if (package.Length == 0)
        {
            return TransformException.Error(
                DiagnosticCodes.VariableMissing, $"The variable '{name}' is not set.", span,
                $"Here only variables of --vars and of vars.yml are known, not those under vars: in a project file. Set it there, or give a default: var('{name}', 'default').");
        }

        return TransformException.Error(
            DiagnosticCodes.VariableMissing,
            $"The variable '{name}' is not set{(package.Length > 0 && package != ProjectName ? $" for the package '{package}'" : string.Empty)}.",
            span,
            $"{(near is null ? string.Empty : near + " ")}Set it under vars: in the project file or with --vars '{{{name}: ...}}', or give a default: var('{name}', 'default').");
    }
}
