using System.Globalization;
using System.Text;

namespace Transform.Bench;

/// <summary>What a synthetic project looks like.</summary>
internal sealed record SyntheticOptions
{
    public required int Models { get; init; }

    /// <summary>Models read only models of the layer before theirs, so there is no cycle.</summary>
    public int Layers { get; init; } = 10;

    /// <summary>One YAML file for each folder of a hundred models, instead of one for each model.</summary>
    public bool YamlPerFolder { get; init; }

    /// <summary>One-line views, to measure what running a node costs beside its SQL.</summary>
    public bool Trivial { get; init; }
}

/// <summary>Writes a project that both dbt and Transform run: views with two refs, a YAML entry with two tests, and three
/// macros in use. The same options give the same files.</summary>
internal static class SyntheticProject
{
    /// <summary>A model of any size of project from a thousand on.</summary>
    public const string SomeModel = "model_00700";

    private const int PerFolder = 100;

    /// <summary>Its file.</summary>
    public static string FileOfSomeModel(string folder) => Directory.EnumerateFiles(Path.Combine(folder, "models"), $"{SomeModel}.sql", SearchOption.AllDirectories).Single();

    public static void Write(string folder, SyntheticOptions options)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Put(folder, "dbt_project.yml", """
            name: synthetic
            version: "1.0"
            config-version: 2
            profile: synthetic
            model-paths: [models]
            macro-paths: [macros]
            flags:
              send_anonymous_usage_stats: false
            models:
              synthetic:
                +materialized: view

            """);
        Put(folder, "profiles.yml", """
            synthetic:
              target: dev
              outputs:
                dev:
                  type: duckdb
                  path: target/synthetic.duckdb
                  threads: 1

            """);
        Put(folder, "macros/synthetic.sql", """
            {% macro rounded(column, digits=2) -%}
                round({{ column }}, {{ digits }})
            {%- endmacro %}

            {% macro flagged(condition) -%}
                case when {{ condition }} then 1 else 0 end
            {%- endmacro %}

            {% macro labelled(columns) -%}
                {%- for column in columns -%}
                coalesce(cast({{ column }} as varchar), '-'){% if not loop.last %} || '/' || {% endif %}
                {%- endfor -%}
            {%- endmacro %}

            """);
        var layers = Layers(options);
        for (var layer = 0; layer < layers.Length; layer++)
        {
            for (var number = layers[layer].From; number < layers[layer].To; number++)
            {
                WriteModel(folder, options, number, layer == 0 ? null : layers[layer - 1]);
            }
        }

        if (options.YamlPerFolder)
        {
            WriteYamlPerFolder(folder, options);
        }
    }

    // A small first layer, so that nearly every model has two refs; the rest in equal parts.
    private static (int From, int To)[] Layers(SyntheticOptions options)
    {
        var count = Math.Max(1, Math.Min(options.Layers, options.Models / 2));
        var first = count == 1 ? options.Models : Math.Max(2, options.Models / (count == 2 ? 2 : 100));
        var layers = new (int From, int To)[count];
        layers[0] = (0, first);
        var rest = options.Models - first;
        for (var layer = 1; layer < count; layer++)
        {
            layers[layer] = (first + (int)((long)rest * (layer - 1) / (count - 1)), first + (int)((long)rest * layer / (count - 1)));
        }

        return layers;
    }

    private static void WriteModel(string folder, SyntheticOptions options, int number, (int From, int To)? before)
    {
        var name = Name(number);
        var directory = Folder(number);
        Put(folder, $"{directory}/{name}.sql", options.Trivial ? Trivial(number, before) : Model(number, before));
        if (!options.YamlPerFolder)
        {
            Put(folder, $"{directory}/{name}.yml", "version: 2\nmodels:\n" + Yaml(number));
        }
    }

    private static void WriteYamlPerFolder(string folder, SyntheticOptions options)
    {
        for (var from = 0; from < options.Models; from += PerFolder)
        {
            var text = new StringBuilder("version: 2\nmodels:\n");
            for (var number = from; number < Math.Min(options.Models, from + PerFolder); number++)
            {
                text.Append(Yaml(number));
            }

            Put(folder, $"{Folder(from)}/models.yml", text.ToString());
        }
    }

    private static string Model(int number, (int From, int To)? before)
    {
        if (before is not { } layer)
        {
            return $"""
                select
                    {number} as id,
                    {number} * 1.5 as amount,
                    'model {number}' as label

                """;
        }

        var (left, right) = Parents(number, layer);
        return $$$"""
            {{ config(tags=['layered', 'part_{{{number % 10}}}']) }}

            with joined as (
                select
                    a.id,
                    {{ rounded('a.amount + b.amount', {{{(number % 3) + 1}}}) }} as amount,
                    {{ labelled(['a.label', 'b.id']) }} as label
                from {{ ref('{{{left}}}') }} as a
                inner join {{ ref('{{{right}}}') }} as b on a.id = b.id
            )

            select
                id,
                amount,
                label,
                {{ flagged('amount > {{{number}}}') }} as is_large
            from joined

            """;
    }

    private static string Trivial(int number, (int From, int To)? before)
    {
        if (before is not { } layer)
        {
            return $"select {number} as id\n";
        }

        var (left, right) = Parents(number, layer);
        return $$$"""
            select a.id from {{ ref('{{{left}}}') }} as a, {{ ref('{{{right}}}') }} as b

            """;
    }

    // A multiplicative hash spreads the refs without a random source.
    private static (string Left, string Right) Parents(int number, (int From, int To) layer)
    {
        var size = layer.To - layer.From;
        var first = (int)((uint)number * 2654435761u % (uint)size);
        var second = (first + 1 + (int)((uint)number * 40503u % (uint)(size - 1))) % size;
        return (Name(layer.From + first), Name(layer.From + second));
    }

    private static string Yaml(int number) => $"""
          - name: {Name(number)}
            description: Synthetic model number {number}.
            columns:
              - name: id
                description: The key.
                data_tests:
                  - unique
                  - not_null

        """.ReplaceLineEndings("\n");

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"model_{number:00000}");

    private static string Folder(int number) => string.Create(CultureInfo.InvariantCulture, $"models/part_{number / PerFolder:000}");

    private static void Put(string folder, string path, string text)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
