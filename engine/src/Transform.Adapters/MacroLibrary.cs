using System.Reflection;
using Transform.Core;

namespace Transform.Adapters;

/// <summary>Reads the <c>.sql</c> macros that an assembly embeds.</summary>
public static class MacroLibrary
{
    /// <summary>The package of the macros that hold for every warehouse, as in dbt.</summary>
    public const string GlobalPackage = "dbt";

    /// <summary>The macros that hold for every warehouse (<c>default__...</c> and the dispatchers).</summary>
    public static IReadOnlyList<SourceText> Global { get; } = Read(typeof(MacroLibrary).Assembly);

    /// <summary>Every embedded <c>.sql</c> file, ordered by name; paths start with <c>macros/</c>.</summary>
    public static IReadOnlyList<SourceText> Read(Assembly assembly) =>
        [.. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SourceText("macros/" + name.Replace('\\', '/'), ReadResource(assembly, name)) { IsBuiltIn = true })];

    private static string ReadResource(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
