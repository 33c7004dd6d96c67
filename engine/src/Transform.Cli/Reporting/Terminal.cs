namespace Transform.Cli.Reporting;

/// <summary>Where to print and what the place can do.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Ansi">Colours may be used.</param>
/// <param name="Live">Lines may be written over: somebody is watching a terminal.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool Ansi, bool Live)
{
    /// <summary>The terminal that this process has.</summary>
    /// <param name="environment">Says what is wanted: <c>NO_COLOR</c>, <c>FORCE_COLOR</c>, <c>TERM</c>, <c>CI</c>.</param>
    /// <param name="useColors">What <c>--use-colors</c> says.</param>
    public static Terminal Open(IReadOnlyDictionary<string, string> environment, bool? useColors)
    {
        bool Has(string name) => environment.TryGetValue(name, out var value) && value.Length > 0;
        var capable = !Console.IsOutputRedirected && Has("TERM") && environment["TERM"] != "dumb";
        var ansi = useColors ?? ((capable || Has("FORCE_COLOR")) && !Has("NO_COLOR"));
        return new Terminal(Buffered(Console.OpenStandardOutput()), Buffered(Console.OpenStandardError()), ansi, capable && ansi && !Has("CI"));
    }

    private static StreamWriter Buffered(Stream stream) => new(stream, new System.Text.UTF8Encoding(false), 4096) { AutoFlush = true };
}
