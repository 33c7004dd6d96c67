using Transform.Cli.Options;
using Transform.Core;
using Transform.Loading;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Cli;

internal static class GraphBuilder { public static Graph Build(Project o) => throw new NotSupportedException(o.Root); }
internal static class Selecting { public static IReadOnlySet<string> Select(Graph g, Settings s, IReadOnlySet<ResourceType> t) => throw new NotSupportedException($"{g}{s}{t}"); }
