namespace Transform.Bench;

/// <summary>One kind of work, the same for every contender.</summary>
/// <param name="Key">Its name in <c>--only</c>.</param>
/// <param name="Title">Its name in the report.</param>
/// <param name="Clean">Whether generated files are removed before each run.</param>
/// <param name="Prime">Whether an unmeasured run comes first.</param>
/// <param name="Arguments">What is called, by contender.</param>
internal sealed record Scenario(string Key, string Title, bool Clean, bool Prime, Func<Contender, string[]> Arguments)
{
    public static Scenario Start { get; } =
        new("start", "start (`--version`)", false, true, _ => ["--version"]);

    /// <summary>What is measured on each size of project.</summary>
    public static IReadOnlyList<Scenario> OnProjects { get; } =
    [
        new("parse", "parse, cold", true, false, Parse),
        new("again", "parse, nothing changed", false, true, Parse),
        new("edit", "parse, one model changed", false, true, Parse) { Edits = true },
        new("one", "ls of one model and what reads it, nothing changed", false, true, c => ["ls", "--select", $"{SyntheticProject.SomeModel}+", .. Partial(c), .. Here]),
        new("ls", "ls, cold", true, false, _ => ["ls", .. Here]),
        new("compile", "compile, cold", true, false, _ => ["compile", .. Here]),
        new("recompile", "compile, nothing changed", false, true, c => ["compile", .. Partial(c), .. Here]),
    ];

    public static Scenario Views { get; } =
        new("views", "run of trivial views on DuckDB, one thread", true, false, _ => ["run", "--threads", "1", .. Here]);

    /// <summary>Whether the text of one model is changed before each run.</summary>
    public bool Edits { get; init; }

    private static string[] Parse(Contender contender) => ["parse", .. Partial(contender), .. Here];

    // dbt Core 2.0 keeps its last parse only where it is told to.
    private static string[] Partial(Contender contender) => contender.Key == "dbt2" ? ["--partial-parse"] : [];

    private static string[] Here => ["--profiles-dir", "."];
}
