using System.Collections.Concurrent;
using System.Collections.Immutable;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Every macro of a project and how names find them, as in dbt: the calling node's package first, then the
/// project, then packages by their name, then the adapter's macros, then the global ones. Immutable and thread-safe.</summary>
public sealed class MacroRegistry
{
    // Plain dictionaries: frozen ones take longer to make than what they save, as a place in a template remembers what it found.
    private readonly Lazy<Dictionary<string, Dictionary<string, MacroBlock>>> blocks;
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, Value>> scopes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Name, string? Namespace, string Package), MacroBlock?> dispatched = new();
    private readonly Dictionary<string, PackageVars> vars = new(StringComparer.Ordinal);
    private readonly ImmutableArray<string> builtIn;
    private readonly ImmutableArray<string> prefixes;
    private readonly Project project;

    /// <summary>The macros of a project; they are sorted when one is first asked for.</summary>
    public MacroRegistry(Project project)
    {
        this.project = project;
        builtIn = [.. project.Packages.Where(static p => p.Root.Length == 0).Select(static p => p.Name)];
        blocks = new Lazy<Dictionary<string, Dictionary<string, MacroBlock>>>(() => Sort(project));
        prefixes = [project.Target.Type, "default"];
        Reach = new MacroReach(this);
        foreach (var package in project.Packages)
        {
            vars[package.Name] = PackageVars.For(project, package);
        }
    }

    /// <summary>Every macro with its package, in the order of packages and files.</summary>
    public IEnumerable<(Package Package, SqlFile File, MacroBlock Macro)> All =>
        from package in project.Packages
        from file in package.Macros
        from block in file.Template.Blocks
        where IsMacro(block)
        select (package, file, block);

    private Dictionary<string, Dictionary<string, MacroBlock>> ByPackage => blocks.Value;

    private static Dictionary<string, Dictionary<string, MacroBlock>> Sort(Project project)
    {
        var byPackage = new Dictionary<string, Dictionary<string, MacroBlock>>(StringComparer.Ordinal);
        foreach (var package in project.Packages)
        {
            var macros = new Dictionary<string, MacroBlock>(StringComparer.Ordinal);
            foreach (var block in package.Macros.SelectMany(file => file.Template.Blocks).Where(IsMacro))
            {
                block.PackageName = package.Name;
                block.Tag = $"macro.{package.Name}.{block.UniqueName}";
                macros[block.UniqueName] = block;
            }

            byPackage[package.Name] = macros;
        }

        return byPackage;
    }

    /// <summary>There are macros besides the built-in ones.</summary>
    public bool HasOwn => project.Packages.Any(p => p.Root.Length > 0 && ByPackage[p.Name].Count > 0);

    /// <summary>Tells which built-in macros still are what they were.</summary>
    public MacroReach Reach { get; }

    /// <summary>The macro came with the program.</summary>
    public bool IsBuiltIn(MacroBlock macro) => builtIn.Contains(macro.PackageName ?? string.Empty);

    /// <summary>dbt's unique id of a macro.</summary>
    public static string UniqueId(MacroBlock macro) => macro.Tag as string ?? $"macro.{macro.PackageName}.{macro.UniqueName}";

    /// <summary>The names that templates of a package see: macros, and packages as namespaces.</summary>
    public IReadOnlyDictionary<string, Value> Scope(string package) => scopes.GetOrAdd(
        ByPackage.ContainsKey(package) ? package : project.Main.Name, static (name, self) => self.BuildScope(name), this);

    /// <summary>The vars that templates of a package see.</summary>
    public PackageVars Vars(string package) =>
        vars.TryGetValue(package, out var found) ? found : vars[project.Main.Name];

    /// <summary>A macro by name as a template of <paramref name="package"/> would find it; <c>other.name</c> works too.</summary>
    public MacroBlock? Find(string name, string package)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            ? FindIn(name[..dot], name[(dot + 1)..])
            : Scope(package).TryGetValue(name, out var value) ? value.As<MacroBlock>() : null;
    }

    /// <summary>A macro of exactly this package.</summary>
    public MacroBlock? FindIn(string package, string name) =>
        ByPackage.TryGetValue(package, out var macros) && macros.TryGetValue(name, out var macro) ? macro : null;

    /// <summary>The block of a materialization, as dbt chooses among several: the adapter's own before one for all adapters, then the
    /// project's before a package's before a built-in one. A package's may only replace a built-in one where that is allowed.</summary>
    public MacroBlock? FindMaterialization(string name)
    {
        const string Flag = "require_explicit_package_overrides_for_builtin_materializations";
        var packagesMayReplaceBuiltIn = !project.Behaves(Flag);
        MacroBlock? imported = null;
        MacroBlock? chosen = null;
        var hasBuiltIn = false;
        foreach (var prefix in prefixes)
        {
            var block = $"materialization_{name}_{prefix}";
            var core = FindBuiltIn(block);
            hasBuiltIn |= core is not null;
            var own = FindIn(project.Main.Name, block);
            var package = own is null ? FindInPackages(block) : null;
            imported ??= chosen is null ? package : null;
            chosen ??= own ?? core;
        }

        return imported is not null && (packagesMayReplaceBuiltIn || !hasBuiltIn) ? imported : chosen;
    }

    /// <summary>A macro of this package, else of the project, else of any package: how dbt reads calls from a macro's text.</summary>
    public MacroBlock? FindAnywhere(string name, string package) =>
        FindIn(package, name) ?? FindIn(project.Main.Name, name)
        ?? project.Packages.Reverse().Where(p => p.Root.Length > 0).Select(p => FindIn(p.Name, name)).FirstOrDefault(m => m is not null)
        ?? FindBuiltIn(name);

    /// <summary>dbt's <c>adapter.dispatch</c>: the first of <c>&lt;adapter&gt;__name</c> and <c>default__name</c> in the packages to search for a
    /// namespace; null where there is none.</summary>
    public MacroBlock? Dispatch(string name, string? macroNamespace, string package) => dispatched.GetOrAdd(
        (name, macroNamespace, package),
        static (call, self) => self.Candidates(call.Name, call.Namespace)
            .Select(candidate => candidate.Package is not { } searched ? self.Find(candidate.Name, call.Package)
                : IsGlobal(searched) ? self.FindBuiltIn(candidate.Name) : self.FindIn(searched, candidate.Name))
            .FirstOrDefault(static macro => macro is not null),
        this);

    /// <summary>The names that <c>adapter.dispatch</c> tries, in order, each with its package where it is one alone.</summary>
    public IEnumerable<string> Searched(string name, string? macroNamespace) => Candidates(name, macroNamespace)
        .Select(static candidate => candidate.Package is { } package ? $"{package}.{candidate.Name}" : candidate.Name);

    // <adapter>__name and default__name in the packages to search for a namespace.
    private IEnumerable<(string? Package, string Name)> Candidates(string name, string? macroNamespace) =>
        from package in SearchOrder(macroNamespace)
        from prefix in prefixes
        select (package, $"{prefix}__{name}");

    private static bool IsMacro(MacroBlock block) =>
        block.Kind is BlockKind.Macro or BlockKind.Test or BlockKind.Materialization;

    private static bool IsGlobal(string package) => string.Equals(package, "dbt", StringComparison.Ordinal);

    private string?[] SearchOrder(string? macroNamespace)
    {
        if (macroNamespace is null)
        {
            return [null];
        }

        if (project.Main.Settings.Dispatch.TryGetValue(macroNamespace, out var order))
        {
            return [.. order];
        }

        // The project may override what a package dispatches; so may it override the global macros.
        return ByPackage.ContainsKey(macroNamespace) ? [project.Main.Name, macroNamespace] : [null];
    }

    private MacroBlock? FindInPackages(string name)
    {
        foreach (var package in project.Packages)
        {
            if (package.Root.Length > 0 && package.Name != project.Main.Name && FindIn(package.Name, name) is { } macro)
            {
                return macro;
            }
        }

        return null;
    }

    private MacroBlock? FindBuiltIn(string name) =>
        builtIn.Select(package => FindIn(package, name)).FirstOrDefault(macro => macro is not null);

    private Dictionary<string, Value> BuildScope(string searchPackage)
    {
        var scope = new Dictionary<string, Value>(StringComparer.Ordinal);
        void AddAll(string package)
        {
            foreach (var (name, macro) in ByPackage[package])
            {
                scope[name] = Value.From(macro);
            }
        }

        foreach (var package in builtIn.Reverse())
        {
            AddAll(package);
        }

        foreach (var package in project.Packages)
        {
            if (package.Root.Length > 0 || IsGlobal(package.Name))
            {
                scope[package.Name] = Value.From(new PackageNamespace(this, package.Name));
            }
        }

        AddAll(project.Main.Name);
        AddAll(searchPackage);

        return scope;
    }

    /// <summary><c>package.macro</c> in a template; it answers to <c>in</c>, <c>get</c>, <c>keys</c> and the like as the dict that
    /// it is in dbt.</summary>
    private sealed class PackageNamespace(MacroRegistry registry, string package) : IHostObject
    {
        public string TypeName => $"package {package}";

        public bool IsMapping => true;

        public int? Length => All().Count;

        public bool TryGetAttribute(string name, out Value value)
        {
            // Everything built in answers to the name dbt.
            var macro = IsGlobal(package) ? registry.FindBuiltIn(name) : registry.FindIn(package, name);
            value = macro is not null ? Value.From(macro)
                : name is "get" or "keys" or "items" or "values" ? ((Value)All()).GetAttribute(name)
                : Value.Undefined;
            return !value.IsUndefined;
        }

        public IEnumerable<Value> Iterate() => All().Keys;

        private DictValue All()
        {
            var all = new DictValue();
            foreach (var name in IsGlobal(package) ? registry.builtIn : [package])
            {
                foreach (var (macro, block) in registry.ByPackage[name])
                {
                    all[macro] = Value.From(block);
                }
            }

            return all;
        }
    }
}
