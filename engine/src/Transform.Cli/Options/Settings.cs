using System.Collections.Immutable;
using Transform.Core;
using Transform.Planning;

namespace Transform.Cli.Options;

/// <summary>What the command line and the environment say, with types and defaults.</summary>
internal sealed class Settings(CommandSpec command, FlagValues values, string? argument)
{
    public const int DefaultWidth = 80;

    public CommandSpec Command { get; } = command;

    public FlagValues Values { get; } = values;

    public string? Argument { get; } = argument;

    public string? ProjectDir => Values.Text(Flags.ProjectDir);

    public string? ProfilesDir => Values.Text(Flags.ProfilesDir);

    public string? Profile => Values.Text(Flags.Profile);

    public string? Target => Values.Text(Flags.Target);

    public string? TargetPath => Values.Text(Flags.TargetPath);

    public string? LogPath => Values.Text(Flags.LogPath);

    public string? Vars => Values.Text(Flags.Vars);

    public string? MacroArguments => Values.Text(Flags.Args);

    public string? Inline => Values.Text(Flags.Inline);

    /// <summary>SQL that is no template.</summary>
    public string? InlineDirect => Values.Text(Flags.InlineDirect);

    public ImmutableArray<string> Select => Values.Many(Flags.Select);

    public ImmutableArray<string> Exclude => Values.Many(Flags.Exclude);

    /// <summary>A selector of <c>selectors.yml</c>.</summary>
    public string? Selector => Values.Text(Flags.Selector);

    /// <summary>The folder with the artifacts to compare with, as it is written; relative to the project's folder.</summary>
    public string? State => Values.Text(Flags.State);

    public ImmutableArray<string> ResourceTypes => Values.Many(Flags.OnlyTypes);

    public ImmutableArray<string> ExcludeResourceTypes => Values.Many(Flags.WithoutTypes);

    public ImmutableArray<string> OutputKeys => Values.Many(Flags.OutputKeys);

    public string IndirectSelection => Values.Text(Flags.IndirectSelection) ?? "eager";

    public bool Compiles => Is(Flags.Compile, true);

    public bool EmptyCatalog => Is(Flags.EmptyCatalog, false);

    public string? Output => Values.Text(Flags.Output);

    public int? Threads => Is(Flags.SingleThreaded, false) ? 1
        : Values.Number(Flags.Threads) is not { } threads ? null
        : threads > 0 ? threads
        : throw UsageErrors.Because($"{Flags.Threads.Option} cannot be {threads}.", "Give the number of nodes that may run at once, from 1 on.");

    /// <summary>Rows that <c>show</c> prints; negative for all.</summary>
    public int Limit => Values.Number(Flags.Limit) ?? 5;

    public int PrinterWidth => Values.Number(Flags.PrinterWidth) ?? DefaultWidth;

    public bool FullRefresh => Is(Flags.FullRefresh, false);

    /// <summary>What would come out as it is does not run.</summary>
    public bool OnlyChanged => Is(Flags.Changed, false);

    public bool FailFast => Is(Flags.FailFast, false);

    public bool StoreFailures => Is(Flags.StoreFailures, false);

    public bool Introspect => Is(Flags.Introspect, true);

    public bool InjectEphemeral => Is(Flags.InjectEphemeral, true);

    /// <summary>The times that microbatch models are to be built for; null where nothing is said.</summary>
    public BatchWindow? EventTime => EventTimes.Read(Values);

    /// <summary>The folder of the manifest to defer to.</summary>
    public string? DeferState => Values.Text(Flags.DeferState) ?? State;

    public bool Defer => Is(Flags.Defer, false);

    public bool FavorState => Is(Flags.FavorState, false);

    /// <summary>Inputs are read without their rows.</summary>
    public bool Empty => Is(Flags.Empty, false);

    /// <summary>The event times of the rows that are to be read; null where nothing is said.</summary>
    /// <param name="now">What a window of so many days ends at.</param>
    public BatchWindow? Sample(DateTimeOffset now) => Values.Text(Flags.Sample) is { } text ? SampleWindows.Read(text, now.UtcDateTime) : null;

    public bool ShowSeeds => Is(Flags.Show, false);

    public bool Quiet => Is(Flags.Quiet, false) || string.Equals(LogLevelName, "none", StringComparison.Ordinal);

    public bool Debug => Is(Flags.Debug, false);

    public bool Print => Is(Flags.Print, true);

    public bool WriteJson => Is(Flags.WriteJson, true);

    /// <summary>Whether to use and keep what a parse has found.</summary>
    public bool PartialParse => Is(Flags.PartialParse, true);

    public bool VersionCheck => Is(Flags.VersionCheck, true);

    public bool WarnError => Is(Flags.WarnError, false);

    public bool ShowAllDeprecations => Is(Flags.ShowAllDeprecations, false);

    /// <summary>What becomes of warnings. The project file has a say in it once it is read.</summary>
    public WarningPolicy Warnings => WarnError ? WarningPolicy.Errors : WarnErrorOptions.Read(Values.Mapping(Flags.WarnErrorOptions));

    public bool? UseColors => Values.Bool(Flags.UseColors);

    public string LogFormat => Values.Text(Flags.LogFormat) ?? "default";

    public Core.LogLevel LogLevel => Debug ? Core.LogLevel.Debug : LogLevelName switch
    {
        "debug" => Core.LogLevel.Debug,
        "warn" => Core.LogLevel.Warn,
        "error" or "none" => Core.LogLevel.Error,
        _ => Core.LogLevel.Info,
    };

    /// <summary>The least that the log file keeps, which is what is printed where only that is said; null for nothing.</summary>
    public Core.LogLevel? LogFileLevel => (Values.Text(Flags.LogLevelFile) ?? LogLevelName) switch
    {
        "none" => null,
        "info" => Core.LogLevel.Info,
        "warn" => Core.LogLevel.Warn,
        "error" => Core.LogLevel.Error,
        _ => Core.LogLevel.Debug,
    };

    public int LogFileMaxBytes => Values.Number(Flags.LogFileMaxBytes) ?? 10 * 1024 * 1024;

    private string? LogLevelName => Values.Text(Flags.LogLevel);

    private bool Is(Flag flag, bool fallback) => Values.Bool(flag) ?? fallback;
}
