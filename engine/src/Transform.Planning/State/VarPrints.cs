using System.Security.Cryptography;
using System.Text;

namespace Transform.Planning;

/// <summary>Fingerprints of a project's vars, as its manifest keeps them: by name for the main project, by <c>package.name</c> where a package
/// sees another value. A var that is a template has the fingerprint of its text.</summary>
public static class VarPrints
{
    private const int Length = 8;

    public static SortedDictionary<string, string> Of(Graph graph)
    {
        var prints = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var main = graph.Project.Main.Name;
        Add(prints, string.Empty, graph.Macros.Vars(main));
        foreach (var package in graph.Project.Packages)
        {
            if (package.Name != main)
            {
                Add(prints, package.Name + ".", graph.Macros.Vars(package.Name));
            }
        }

        return prints;
    }

    /// <summary>The fingerprint of the var that a package sees; null where there is none.</summary>
    public static string? Find(IReadOnlyDictionary<string, string> prints, string package, string name) =>
        prints.TryGetValue($"{package}.{name}", out var own) ? own : prints.GetValueOrDefault(name);

    private static void Add(SortedDictionary<string, string> prints, string prefix, PackageVars vars)
    {
        foreach (var (name, value) in vars.All)
        {
            var print = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value.Repr())).AsSpan(0, Length));
            if (prefix.Length == 0 || prints.GetValueOrDefault(name) != print)
            {
                prints[prefix + name] = print;
            }
        }
    }
}
