using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The names that dbt gives to generic tests.</summary>
internal static class TestNames
{
    private const int LongestName = 63;
    private const int KeptOfLongNames = 30;
    private const int HashLength = 10;

    /// <summary>The name of the file and the relation, and the name in the unique id; the same object when they are the same.</summary>
    public static (string Short, string Full) Make(string type, string target, DictValue arguments)
    {
        var identifier = $"{type}_{target}";
        var full = new StringBuilder(identifier).Append('_');
        var names = new List<string>(arguments.Count);
        foreach (var (key, _) in arguments)
        {
            if (key.ToString() is var name && name != "model")
            {
                names.Add(name);
            }
        }

        names.Sort(StringComparer.Ordinal);
        var first = true;
        foreach (var name in names)
        {
            var value = arguments[name];
            if (value.AsDict() is { } dict)
            {
                foreach (var item in dict.Values)
                {
                    Add(full, item, ref first);
                }
            }
            else if (value.AsList() is { } list)
            {
                foreach (var item in list)
                {
                    Add(full, item, ref first);
                }
            }
            else
            {
                Add(full, value, ref first);
            }
        }

        var fullName = full.ToString();
        return fullName.Length <= LongestName
            ? (fullName, fullName)
            : ($"{identifier[..Math.Min(KeptOfLongNames, identifier.Length)]}_{Md5(fullName)}", fullName);
    }

    /// <summary>The end of the unique id: tests with the same name and other arguments stay apart.</summary>
    public static string Hash(string name, TestMetadata metadata)
    {
        var text = new StringBuilder(name).Append("{'kwargs': ");
        AppendHashable(text, metadata.Arguments);
        text.Append(", 'name': ").Append(((Value)metadata.Name).Repr())
            .Append(", 'namespace': ").Append(((Value)(metadata.Namespace ?? "None")).Repr()).Append('}');
        return Md5(text.ToString())[^HashLength..];
    }

    /// <summary>The <c>config()</c> call that dbt adds to a test's code.</summary>
    public static string ConfigCall(DictValue config)
    {
        if (config.Count == 0)
        {
            return string.Empty;
        }

        var text = new StringBuilder("{{ config(");
        var first = true;
        foreach (var (key, value) in config)
        {
            text.Append(first ? string.Empty : ",").Append(key.ToString()).Append('=');
            first = false;
            if (value.AsString() is { } literal)
            {
                text.Append('"').Append(literal.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                text.Append(value.ToString());
            }
        }

        return text.Append(") }}").ToString();
    }

    private static void Add(StringBuilder name, Value value, ref bool first)
    {
        name.Append(first ? string.Empty : "__");
        first = false;
        var isInGap = false;
        foreach (var c in value.ToString())
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                name.Append(c);
                isInGap = false;
            }
            else if (!isInGap)
            {
                name.Append('_');
                isInGap = true;
            }
        }
    }

    private static void AppendHashable(StringBuilder text, Value value)
    {
        if (value.AsDict() is { } dict)
        {
            var keys = dict.Keys.Select(key => key.ToString()).ToArray();
            Array.Sort(keys, StringComparer.Ordinal);
            text.Append('{');
            for (var i = 0; i < keys.Length; i++)
            {
                text.Append(i == 0 ? string.Empty : ", ").Append(((Value)keys[i]).Repr()).Append(": ");
                AppendHashable(text, dict[keys[i]]);
            }

            text.Append('}');
        }
        else if (value.AsList() is { } list)
        {
            text.Append('[');
            for (var i = 0; i < list.Count; i++)
            {
                text.Append(i == 0 ? string.Empty : ", ");
                AppendHashable(text, list[i]);
            }

            text.Append(']');
        }
        else
        {
            text.Append(((Value)value.ToString()).Repr());
        }
    }

    [SuppressMessage("Security", "CA5351", Justification = "dbt names tests by MD5; nothing secret depends on it.")]
    private static string Md5(string text)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash);
    }
}
