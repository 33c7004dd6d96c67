using Transform.Adapters;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Loading;

/// <summary>A project in a temporary folder, or one of the fixtures, loaded with an adapter that needs no engine.</summary>
internal sealed class LoadingProject : IDisposable
{
    private readonly bool isTemporary;

    public LoadingProject(string folder) => Root = folder;

    public LoadingProject(params (string Path, string Text)[] files)
    {
        isTemporary = true;
        Root = Directory.CreateTempSubdirectory("transform-loading-").FullName;
        Write("profiles.yml", "p:\n  target: dev\n  outputs:\n    dev: {type: fake, schema: main}\n");
        Write("dbt_project.yml", "name: p\nprofile: p\n");
        foreach (var (path, text) in files)
        {
            Write(path, text);
        }
    }

    public string Root { get; }

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public void Write(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public Project Load(Func<LoadOptions, LoadOptions>? change = null, SecretMask? secrets = null)
    {
        var options = new LoadOptions
        {
            ProjectDir = Root,
            Environment = Environment,
            Adapters = [new FakeFactory("fake"), new FakeFactory("duckdb")],
            Time = TimeProvider.System,
            Secrets = secrets ?? new SecretMask(),
            InvocationId = Guid.Parse("11111111-2222-3333-4444-555555555555"),
        };
        return ProjectLoader.Load(change?.Invoke(options) ?? options, TestContext.Current.CancellationToken);
    }

    /// <summary>What is wrong with it, as it is printed.</summary>
    public string Diagnose(Func<LoadOptions, LoadOptions>? change = null)
    {
        var writer = new StringWriter { NewLine = "\n" };
        var secrets = new SecretMask();
        try
        {
            var project = Load(change, secrets);
            DiagnosticPrinter.Print(project.Warnings, writer, ansi: false, secrets);
        }
        catch (TransformException exception)
        {
            DiagnosticPrinter.Print(exception.Diagnostics, writer, ansi: false, secrets);
        }

        return writer.ToString().Replace(Root, "ROOT", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (isTemporary)
        {
            Directory.Delete(Root, recursive: true);
        }
    }

    private sealed class FakeFactory(string type) : IAdapterFactory
    {
        public string Type => type;

        public string MacroPackage => "dbt_" + type;

        public ISqlDialect Dialect => throw new NotSupportedException();

        public IReadOnlyList<SourceText> Macros => [];

        public TargetDescription Describe(ProfileOutput output)
        {
            var schema = output.Values.GetValueOrDefault("schema") as string
                ?? throw TransformException.Error(DiagnosticCodes.MissingKey, "The profile has no 'schema'.", output.Span, "Add schema: main");
            return new TargetDescription("db", schema, [new("database", "db"), new("schema", schema)]);
        }

        public IAdapter Create(ProfileOutput output, Action<string> onRetry, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
