using System.Security.Cryptography;
using System.Text;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What a graph depends on besides files and answers: the program, the settings, the target.</summary>
internal static class CacheFingerprint
{
    /// <summary>The macros and docs of a project.</summary>
    public static byte[] OfBlocks(Project project)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var package in project.Packages.Where(static package => package.Root.Length > 0))
        {
            foreach (var file in package.Macros)
            {
                Add(hash, file.Path);
                Add(hash, file.Template.Source.Text);
            }

            foreach (var block in package.Docs)
            {
                Add(hash, block.Path);
                Add(hash, block.Name);
                Add(hash, block.Text);
            }
        }

        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        hash.AppendData(BitConverter.GetBytes(text?.Length ?? -1));
        hash.AppendData(Encoding.UTF8.GetBytes(text ?? string.Empty));
    }

    public static byte[] Of(Project project)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string? text) => CacheFingerprint.Add(hash, text);

        foreach (var type in (ReadOnlySpan<Type>)[typeof(Diagnostic), typeof(Value), typeof(Project), typeof(Graph), typeof(Adapters.IAdapter), project.Target.Factory.GetType()])
        {
            Add(type.Module.ModuleVersionId.ToString());
        }

        Add(project.Root);
        Add(project.TargetPath);
        Add(project.Context.ShowsAllDeprecations ? "all" : "first");
        Add(project.Target.ProfileName);
        Add(project.Target.Name);
        Add(project.Target.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var key in project.Target.Output.Values.Keys.Order(StringComparer.Ordinal))
        {
            Add(key);
            Add(Value.FromObject(project.Target.Output.Values[key]).Repr());
        }

        foreach (var (key, value) in project.Target.Description.Fields)
        {
            Add(key);
            Add(Value.FromObject(value).Repr());
        }

        foreach (var package in project.Packages)
        {
            Add(package.Name);
            Add(package.Root);
            Add(package.Settings.Source?.Text);
        }

        foreach (var selector in project.Selectors)
        {
            Add(selector.Value.Repr());
            Add(selector.Span.Source.Text);
        }

        Add(((Value)project.Context.FileVars).Repr());
        Add(project.Context.TryGetForNodes("dbt_metadata_envs", out var custom) ? custom.Repr() : null);
        return hash.GetHashAndReset();
    }
}
