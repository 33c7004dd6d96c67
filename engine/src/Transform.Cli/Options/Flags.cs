using System.Collections.Immutable;

namespace Transform.Cli.Options;

/// <summary>Every option there is. Those of <see cref="Global"/> may stand before or after the command.</summary>
internal static class Flags
{
    private static readonly ImmutableArray<string> LogFormats = ["text", "debug", "json", "default"];
    private static readonly ImmutableArray<string> LogFileFormats = ["text", "debug", "default"];
    private static readonly ImmutableArray<string> LogLevels = ["debug", "info", "warn", "error", "none"];

    private static readonly ImmutableArray<string> Types =
    [
        "metric", "semantic_model", "saved_query", "source", "analysis", "function", "model", "test", "unit_test", "exposure",
        "snapshot", "seed", "default", "all",
    ];

    // Where things are
    public static readonly Flag ProjectDir = Text("project-dir", "The folder of the project file; else the current folder or the nearest one above with a project file.", "FOLDER", "PROJECT_DIR");
    public static readonly Flag ProfilesDir = Text("profiles-dir", "The folder of profiles.yml; else the project's folder, ~/.transform, then ~/.dbt.", "FOLDER", "PROFILES_DIR");
    public static readonly Flag Profile = Text("profile", "The profile to use instead of the one in the project file.", "NAME", "PROFILE");
    public static readonly Flag Target = Text("target", "The target of the profile to use.", "NAME", "TARGET") with { Aliases = ["-t"] };
    public static readonly Flag TargetPath = Text("target-path", "The folder for everything generated.", "FOLDER", "TARGET_PATH");
    public static readonly Flag Vars = Text("vars", "Variables for the project, as YAML: '{key: value}'.", "YAML");

    // What to work on
    public static readonly Flag Select = Many("select", "The nodes to include.", "-s", "-m", "--models", "--model");
    public static readonly Flag Exclude = Many("exclude", "The nodes to leave out.");
    public static readonly Flag Selector = Text("selector", "A selector of selectors.yml by name, instead of --select and --exclude.", "NAME");
    public static readonly Flag OnlyTypes = Many("resource-type", "Only these types of resources.", "--resource-types") with { Choices = Types, Variable = "RESOURCE_TYPES" };
    public static readonly Flag WithoutTypes = Many("exclude-resource-type", "Not these types of resources.", "--exclude-resource-types") with { Choices = Types, Variable = "EXCLUDE_RESOURCE_TYPES" };
    public static readonly Flag IndirectSelection = Choice("indirect-selection", "Which tests come along with selected nodes.", ["eager", "cautious", "buildable", "empty"], "INDIRECT_SELECTION") with { ProjectKey = "indirect_selection" };

    // How to run
    public static readonly Flag Threads = Number("threads", "How many nodes may run at once.", "N");
    public static readonly Flag FullRefresh = Switch("full-refresh", "Build incremental models anew, and reload seeds whose columns changed.", "FULL_REFRESH") with { Aliases = ["-f"] };
    public static readonly Flag Changed = Switch("changed", "Run only what would come out differently than it did last: its SQL, what it reads or the data of its sources is different.", "CHANGED");
    public static readonly Flag FailFast = Pair("fail-fast", "Stop at the first failure.", "FAIL_FAST") with { Aliases = ["-x"], ProjectKey = "fail_fast" };
    public static readonly Flag StoreFailures = Switch("store-failures", "Keep the failing rows of tests in the warehouse.", "STORE_FAILURES");
    public static readonly Flag Introspect = Pair("introspect", "Answer the queries that templates ask while they are compiled.", "INTROSPECT");
    public static readonly Flag Empty = Pair("empty", "Limit refs and sources to zero rows.", "EMPTY");
    public static readonly Flag Sample = Text("sample", "Read only rows of this event time: '3 days', or '{start: ..., end: ...}' in UTC.", "WINDOW", "SAMPLE");
    public static readonly Flag EventTimeStart = Text("event-time-start", "The first event time for microbatch models, in UTC: 2024-01-31 or '2024-01-31 06:00:00'.", "TIME", "EVENT_TIME_START");
    public static readonly Flag EventTimeEnd = Text("event-time-end", "The event time before which microbatch models end, in UTC.", "TIME", "EVENT_TIME_END");
    public static readonly Flag Show = Switch("show", "Show a sample of the loaded rows.");
    public static readonly Flag SingleThreaded = Pair("single-threaded", "Run one node at a time.", "SINGLE_THREADED");

    // What to print
    public static readonly Flag Output = Text("output", "How to print.", "FORMAT");
    public static readonly Flag ListOutput = Output with { Choices = ["json", "name", "path", "selector"] };
    public static readonly Flag ShowOutput = Output with { Choices = ["json", "text"] };
    public static readonly Flag ReportFile = Output with { Aliases = ["-o"], Help = "The file to write instead of sources.json in the folder for generated files.", ValueName = "FILE" };
    public static readonly Flag Compile = Pair("compile", "Compile the project first.", null);
    public static readonly Flag EmptyCatalog = Switch("empty-catalog", "Ask the warehouse nothing, and write a catalog of no tables.");
    public static readonly Flag Static = Switch("static", "Write a site in one file.") with { Support = Support.Missing };
    public static readonly Flag Host = Text("host", "The address of this machine to listen on; 0.0.0.0 for all.", "ADDRESS", "HOST");
    public static readonly Flag Port = Number("port", "The port to listen on.", "N");
    public static readonly Flag Browser = Pair("browser", "Open the site in a browser.", null);
    public static readonly Flag OutputKeys = Many("output-keys", "The keys of each node to print with --output json; nested ones with dots.");
    public static readonly Flag Inline = Text("inline", "SQL to work on instead of a node.", "SQL");
    public static readonly Flag InlineDirect = Text("inline-direct", "SQL to run as it is, without templates.", "SQL");
    public static readonly Flag InjectEphemeral = Pair("inject-ephemeral-ctes", "Put the SQL of ephemeral models into that of their readers.", null);
    public static readonly Flag SqlParse = Moot("sqlparse", "SQLPARSE") with { Kind = FlagKind.Text, Negative = false };
    public static readonly Flag ExportSavedQueries = Moot("export-saved-queries", "EXPORT_SAVED_QUERIES");
    public static readonly Flag IncludeSavedQuery = Moot("include-saved-query", "INCLUDE_SAVED_QUERY");
    public static readonly Flag Limit = Number("limit", "At most so many rows; -1 for all.", "N");
    public static readonly Flag Args = Text("args", "The macro's arguments, as YAML: '{key: value}'.", "YAML");
    public static readonly Flag Connection = Switch("connection", "Test the connection, without looking for tools that packages need: none are needed here.") with { Support = Support.Moot };
    public static readonly Flag ConfigDir = Switch("config-dir", "Print the folder of profiles.yml and end.") with { Support = Support.Missing };
    public static readonly Flag CleanProjectFilesOnly = Pair("clean-project-files-only", "Delete inside the project's folder only.", "CLEAN_PROJECT_FILES_ONLY");

    // Packages
    public static readonly Flag AddPackage = Text("add-package", "Add a package to packages.yml: name@version.", "PACKAGE");
    public static readonly Flag Source = Text("source", "Where the package to add comes from.", "KIND") with { Choices = ["hub", "git", "local"] };
    public static readonly Flag LockOnly = Switch("lock", "Write package-lock.yml and install nothing.");
    public static readonly Flag Upgrade = Switch("upgrade", "Take the newest versions that fit, whatever package-lock.yml says.");
    public static readonly Flag PackageIndex = Text("package-index", "The index of packages: an address, or a folder with a copy; else dbt's hub.", "ADDRESS", "PACKAGE_HUB_URL") with { ProjectKey = "package_hub_url" };
    public static readonly Flag SkipProfileSetup = Switch("skip-profile-setup", "Write no profile.") with { Aliases = ["-s"] };

    // For every command
    public static readonly Flag Quiet = Pair("quiet", "Print errors and results only.", "QUIET") with { Aliases = ["-q"], ProjectKey = "quiet" };
    public static readonly Flag Debug = Pair("debug", "Print every statement and decision.", "DEBUG") with { Aliases = ["-d"], ProjectKey = "debug" };
    public static readonly Flag LogFormat = Choice("log-format", "How to print what happens: for people or as JSON lines.", LogFormats, "LOG_FORMAT") with { ProjectKey = "log_format" };
    public static readonly Flag LogFormatFile = Choice("log-format-file", "How to write the log file: always text.", LogFileFormats, "LOG_FORMAT_FILE") with { ProjectKey = "log_format_file" };
    public static readonly Flag LogLevel = Choice("log-level", "The least that is printed.", LogLevels, "LOG_LEVEL") with { ProjectKey = "log_level" };
    public static readonly Flag LogLevelFile = Choice("log-level-file", "The least that is written to the log file.", LogLevels, "LOG_LEVEL_FILE") with { ProjectKey = "log_level_file" };
    public static readonly Flag LogPath = Text("log-path", "The folder of the log file; else the folder for generated files.", "FOLDER", "LOG_PATH");
    public static readonly Flag LogFileMaxBytes = Number("log-file-max-bytes", "How large the log file may grow before a new one is begun; 0 for any size.", "N") with { Variable = "LOG_FILE_MAX_BYTES" };
    public static readonly Flag UseColors = Pair("use-colors", "Colour what is printed.", "USE_COLORS") with { ProjectKey = "use_colors" };
    public static readonly Flag UseColorsFile = Pair("use-colors-file", "Colour the log file.", "USE_COLORS_FILE") with { ProjectKey = "use_colors_file", Support = Support.Moot };
    public static readonly Flag Print = Pair("print", "Print what print() says.", "PRINT") with { ProjectKey = "print", OldVariable = "NO_PRINT", OldIsContrary = true };
    public static readonly Flag PrinterWidth = Number("printer-width", "The width of a line up to its status.", "N") with { Variable = "PRINTER_WIDTH", ProjectKey = "printer_width" };
    public static readonly Flag WarnError = Switch("warn-error", "Take every warning for an error.", "WARN_ERROR") with { ProjectKey = "warn_error" };
    public static readonly Flag WarnErrorOptions = Text("warn-error-options", "Which warnings are errors, warnings or not told, by dbt's names, as YAML: '{error: all, warn: [Deprecations], silence: [NothingToDo]}'.", "YAML", "WARN_ERROR_OPTIONS") with { ProjectKey = "warn_error_options" };
    public static readonly Flag WriteJson = Pair("write-json", "Write manifest.json and run_results.json.", "WRITE_JSON") with { ProjectKey = "write_json" };
    public static readonly Flag VersionCheck = Pair("version-check", "Check require-dbt-version.", "VERSION_CHECK") with { ProjectKey = "version_check" };
    public static readonly Flag PartialParse = Pair("partial-parse", "Use what an earlier parse left behind.", "PARTIAL_PARSE") with { ProjectKey = "partial_parse" };
    public static readonly Flag Defer = Pair("defer", "Read what is not built here from where the state has it.", "DEFER") with { OldVariable = "DEFER_TO_STATE" };
    public static readonly Flag DeferState = Text("defer-state", "The folder of the state to defer to, where it is not that of --state.", "FOLDER", "DEFER_STATE");
    public static readonly Flag FavorState = Pair("favor-state", "Read what is not selected from where the state has it, even where it is built here.", "FAVOR_STATE") with { OldVariable = "FAVOR_STATE_MODE" };
    public static readonly Flag State = Text("state", "The folder with the artifacts to compare with and to defer to.", "FOLDER", "STATE") with { OldVariable = "ARTIFACT_STATE_PATH" };

    private static readonly Flag RecordTimingInfo = Text("record-timing-info", "Write a profile of the run.", "FILE") with { Aliases = ["-r"], Support = Support.Missing };
    private static readonly Flag CacheSelectedOnly = Moot("cache-selected-only", "CACHE_SELECTED_ONLY") with { ProjectKey = "cache_selected_only" };
    private static readonly Flag PopulateCache = Moot("populate-cache", "POPULATE_CACHE") with { ProjectKey = "populate_cache" };
    private static readonly Flag LogCacheEvents = Moot("log-cache-events", "LOG_CACHE_EVENTS");
    private static readonly Flag SendUsage = Moot("send-anonymous-usage-stats", "SEND_ANONYMOUS_USAGE_STATS") with { ProjectKey = "send_anonymous_usage_stats" };
    public static readonly Flag ShowAllDeprecations = Pair("show-all-deprecations", "Show every place of a deprecated spelling, not only the first.", "SHOW_ALL_DEPRECATIONS");
    private static readonly Flag StaticParser = Moot("static-parser", "STATIC_PARSER") with { ProjectKey = "static_parser" };
    private static readonly Flag ExperimentalParser = Moot("use-experimental-parser", "USE_EXPERIMENTAL_PARSER") with { ProjectKey = "use_experimental_parser" };
    private static readonly Flag MacroDebugging = Moot("macro-debugging", "MACRO_DEBUGGING");
    private static readonly Flag PartialParseFileDiff = Moot("partial-parse-file-diff", "PARTIAL_PARSE_FILE_DIFF");
    private static readonly Flag ResourceReport = Moot("show-resource-report", "SHOW_RESOURCE_REPORT");
    private static readonly Flag FastTestEdges = Moot("use-fast-test-edges", "USE_FAST_TEST_EDGES");
    private static readonly Flag PartialParseFilePath = Moot("partial-parse-file-path", "PARTIAL_PARSE_FILE_PATH") with { Kind = FlagKind.Text, Negative = false };
    private static readonly Flag Upload = Moot("upload-to-artifacts-ingest-api", "UPLOAD_TO_ARTIFACTS_INGEST_API");

    /// <summary>May stand before or after the command.</summary>
    public static readonly ImmutableArray<Flag> Global =
    [
        Quiet, Debug, LogFormat, LogFormatFile, LogLevel, LogLevelFile, LogPath, UseColors, UseColorsFile, Print, PrinterWidth,
        WarnError, WarnErrorOptions, FailFast, WriteJson, VersionCheck, PartialParse, IndirectSelection, Target, Profile, State, Defer, DeferState,
        FavorState, SingleThreaded, RecordTimingInfo, CacheSelectedOnly, PopulateCache, LogCacheEvents, SendUsage, ShowAllDeprecations,
        StaticParser, ExperimentalParser, Upload, MacroDebugging, PartialParseFileDiff, PartialParseFilePath, ResourceReport, FastTestEdges, LogFileMaxBytes,
    ];

    /// <summary>Taken by every command, after its name.</summary>
    public static readonly ImmutableArray<Flag> Project = [ProjectDir, ProfilesDir, Vars];

    public static readonly ImmutableArray<Flag> Choosing = [Select, Exclude, Selector];

    private static Flag Switch(string name, string help, string? variable = null) =>
        new(name, FlagKind.Switch, help) { Variable = variable };

    private static Flag Pair(string name, string help, string? variable) =>
        new(name, FlagKind.Switch, help) { Variable = variable, Negative = true };

    private static Flag Text(string name, string help, string valueName, string? variable = null) =>
        new(name, FlagKind.Text, help) { ValueName = valueName, Variable = variable };

    private static Flag Number(string name, string help, string valueName) =>
        new(name, FlagKind.Number, help) { ValueName = valueName };

    private static Flag Many(string name, string help, params string[] aliases) =>
        new(name, FlagKind.Many, help) { Aliases = [.. aliases] };

    private static Flag Choice(string name, string help, ImmutableArray<string> choices, string variable) =>
        new(name, FlagKind.Text, help) { Choices = choices, Variable = variable };

    private static Flag Moot(string name, string? variable) =>
        Pair(name, "Accepted as in dbt; there is nothing here that it could change.", variable) with { Support = Support.Moot };
}
