using System.Globalization;
using Transform.Adapters.DuckDb;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Tests.Planning;

/// <summary>A project that somebody works on, and the ways in which it is called.</summary>
internal sealed class WorkingDays(string root, Random random)
{
    private readonly string project = Directory.CreateDirectory(Path.Combine(root, $"p{random.Next()}")).FullName;
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["SHOP_TAG"] = "red" };
    private DictValue vars = [];
    private bool isFull;
    private int count;

    public string Last { get; private set; } = string.Empty;

    public LoadOptions Next()
    {
        if (count++ == 0)
        {
            Begin();
        }
        else
        {
            Change();
        }

        return Called(project) with { Environment = new Dictionary<string, string>(environment, StringComparer.Ordinal), Vars = vars, Flags = DictValue.Of(("FULL_REFRESH", isFull)) };
    }

    /// <summary>How a project is called.</summary>
    /// <param name="project">Its folder.</param>
    public static LoadOptions Called(string project) => new()
    {
        ProjectDir = project,
        ProfilesDir = project,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal),
        Adapters = [new DuckDbAdapterFactory()],
        Time = new Noon(),
        InvocationId = Guid.Empty,
        Command = "parse",
    };

    private void Begin()
    {
        Write("dbt_project.yml", "name: shop\nprofile: shop\nvars: {shade: blue}\nmodels: {shop: {+tags: [\"{{ env_var('SHOP_TAG', 'none') }}\"]}}\n");
        Write("profiles.yml", "shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb, schema: \"{{ env_var('SHOP_SCHEMA', 'main') }}\"}}}\n");
        Write("macros/shade.sql", "{% macro shade() %}{{ return(var('shade')) }}{% endmacro %}\n{% macro generate_alias_name(custom, node) %}{{ node.name }}_{{ 'full' if flags.FULL_REFRESH else 'part' }}{% endmacro %}\n");
        Write("models/a.sql", "{{ config(meta={'shade': shade()}) }}\nselect 1 as id\n");
        Write("models/b.sql", "select * from {{ ref('a') }}\n");
        Write("models/s.yml", "models:\n  - {name: a, description: \"{{ doc('d') }}\", columns: [{name: id, data_tests: [unique]}]}\n");
        Write("models/d.md", "{% docs d %}The a.{% enddocs %}\n");
        Write("seeds/n.csv", "id\n1\n");
    }

    private void Change()
    {
        var name = (char)('c' + random.Next(4));
        Action[] changes =
        [
            () => { },
            () => { },
            () => Write($"models/{name}.sql", $"select {random.Next(10)} as id, '{{{{ shade() }}}}' from {{{{ ref('a') }}}}\n"),
            () => Write("models/b.sql", $"select {random.Next(10)} from {{{{ ref('a') }}}}\n"),
            () => Write("models/b.sql", "select * from {{ ref('n') }}\n"),
            () => Write("models/b.sql", $"select {random.Next(10)}, '{{{{ shade() }}}}', '{{{{ var('other', 1) }}}}', '{{{{ env_var('OTHER', '') }}}}' from {{{{ ref('a') }}}}\n"),
            () => Write("models/b.sql", $"select {random.Next(10)} from {{{{ ref('{name}') }}}}\n"),
            () => Write("models/b.sql", $"{{{{ config(materialized='{(random.Next(2) == 0 ? "table" : "view")}') }}}} select {random.Next(10)} from {{{{ ref('a') }}}}\n"),
            () => Write("models/b.sql", $"{{{{ config(pre_hook=\"select '{{{{ ref('n') }}}}'\") }}}} select {random.Next(3)} from {{{{ ref('a') }}}}\n"),
            () => Write("models/a.sql", $"{{{{ config(meta={{'shade': shade()}}) }}}}\nselect {random.Next(3)} as id\n"),
            () => Write("models/a.sql", $"select '{{{{ model.description }}}}', {random.Next(3)} as id\n"),
            () => Write("models/a.sql", $"select {random.Next(3)} as id from {{{{ ref('b') }}}}\n"),
            () => Write("models/a.sql", "select {{ nothing( }}\n"),
            () => Write("models/s.yml", $"models:\n  - {{name: a, description: text {random.Next(10)}}}\n"),
            () => Write("models/d.md", $"{{% docs d %}}Text {random.Next(10)}.{{% enddocs %}}\n"),
            () => Write("macros/shade.sql", $"{{% macro shade() %}}{{{{ return('{random.Next(10)}') }}}}{{% endmacro %}}\n"),
            () => Write("seeds/n.csv", $"id\n{random.Next(10)}\n"),
            () => Write("dbt_project.yml", $"name: shop\nprofile: shop\nvars: {{shade: s{random.Next(10)}}}\n"),
            () => Write("vars.yml", $"vars: {{other: {random.Next(3)}}}\n"),
            () => Write(".dbtignore", $"models/{name}.sql\n"),
            () => Delete($"models/{name}.sql"),
            () => Delete("models/s.yml"),
            () => Move($"models/{name}.sql", "models/moved/" + name + ".sql"),
            () => Move("models/b.sql", "models/b2.sql"),
            () => environment["SHOP_TAG"] = $"t{random.Next(3)}",
            () => environment["SHOP_SCHEMA"] = $"s{random.Next(3)}",
            () => environment["OTHER"] = $"{random.Next()}",
            () => vars = DictValue.Of(("shade", random.Next(3))),
            () => vars = [],
            () => isFull = !isFull,
        ];
        var pick = random.Next(changes.Length);
        Last = pick.ToString(CultureInfo.InvariantCulture);
        changes[pick]();
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(project, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private void Delete(string path) => File.Delete(Path.Combine(project, path));

    private void Move(string from, string to)
    {
        if (File.Exists(Path.Combine(project, from)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(project, to))!);
            File.Move(Path.Combine(project, from), Path.Combine(project, to), overwrite: true);
        }
    }
}

/// <summary>The same moment, always: it stands in manifests.</summary>
internal sealed class Noon(int days = 0) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(days);
}
