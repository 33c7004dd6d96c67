using Transform.Templating;

namespace Transform.Loading.Yaml;

/// <summary>Renders the strings of a YAML file while it is loaded.</summary>
internal interface IYamlRenderer
{
    /// <summary>Whether the value at a path of keys (null for the index of a list) is rendered now.</summary>
    bool Renders(ReadOnlySpan<string?> path);

    /// <summary>The rendered value of a scalar.</summary>
    Value Render(YamlScalar scalar, Value value);
}
