using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Transform.Adapters.DuckDb;

/// <summary>What the macros of external models ask of the session.</summary>
internal static class DuckDbSessionFunctions
{
    private static readonly string[] Parameters = ["location", "options"];

    internal static FrozenDictionary<string, SessionFunction> All { get; } = new Dictionary<string, SessionFunction>
    {
        ["external_place"] = new(Parameters, static (_, a, _) => ExternalFiles.Place(Location(a), Options(a))),
        ["external_replace"] = new(Parameters, static (connection, a, _) =>
        {
            ((DuckDbConnection)connection).Files.Replace(Location(a), Options(a));
            return null;
        }),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static string Location(IReadOnlyList<object?> arguments) => Convert.ToString(arguments[0], CultureInfo.InvariantCulture) ?? string.Empty;

    private static IReadOnlyDictionary<string, object?> Options(IReadOnlyList<object?> arguments) =>
        arguments[1] as IReadOnlyDictionary<string, object?> ?? ImmutableDictionary<string, object?>.Empty;
}
