using Shouldly;
using Transform.Core;

namespace Transform.Tests.Conformance;

/// <summary>What belongs to a relation besides its rows: contracts and constraints, descriptions, grants.</summary>
public abstract class ContractConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    private const string Columns = "columns: [{name: id, data_type: int}, {name: name, data_type: text}]";

    // Characters that mean something to a template, to SQL, to a literal or to a format somewhere on the way.
    private const string Odd = "It's \"quoted\" `so` \\ and \\n $$ $1 %s {0} -- no comment /* nor this */; über 日本 😀\nsecond line";

    public static TheoryData<string> Kinds => ["table", "view", "incremental"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void a_contract_gives_the_columns_in_its_order(string materialized)
    {
        using var project = Contract(materialized, Columns, "select cast('a' as {{ dbt.type_string() }}) as name, cast(1 as {{ dbt.type_int() }}) as id");

        Passes(project);
        Passes(project);

        project.Columns("m").Select(c => c.Split(' ')[0]).ShouldBe(materialized == "view" ? ["name", "id"] : ["id", "name"]);
        project.Rows("select distinct id, name from m").ShouldBe(["1|a"]);
    }

    [Theory]
    [InlineData("table", "select cast('a' as {{ dbt.type_string() }}) as name, cast('1' as {{ dbt.type_string() }}) as id", "id")]
    [InlineData("view", "select cast('a' as {{ dbt.type_string() }}) as name, cast('1' as {{ dbt.type_string() }}) as id", "id")]
    [InlineData("incremental", "select cast('a' as {{ dbt.type_string() }}) as label, cast(1 as {{ dbt.type_int() }}) as id", "label")]
    [InlineData("table", "select cast(1 as {{ dbt.type_int() }}) as id", "name")]
    public void a_query_that_breaks_its_contract_does_not_run(string materialized, string sql, string named)
    {
        using var project = Contract(materialized, Columns, sql);

        var diagnostic = Fails(project).Diagnostics.ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.InvalidContract);
        diagnostic.Span.ShouldNotBeNull().Source.Path.ShouldBe("models/m.yml");
        diagnostic.Message.ShouldContain("This model has an enforced contract that failed.");
        diagnostic.Message.ShouldContain(named);
        project.Relations().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("not_null", "table", "{type: not_null}", "null")]
    [InlineData("check", "table", "{type: check, expression: 'id > 0'}", "-1")]
    [InlineData("unique", "table", "{type: unique}", "2 as id union all select 2")]
    [InlineData("primary_key", "table", "{type: primary_key}", "2 as id union all select 2")]
    [InlineData("foreign_key", "table", "{type: foreign_key, to: ref('parent'), to_columns: [id]}", "9")]
    [InlineData("check", "incremental", "{type: check, expression: 'id > 0'}", "-1")]
    public void constraints_are_kept_as_far_as_the_warehouse_keeps_them(string constraint, string materialized, string yaml, string broken)
    {
        const string Select = "select cast(id as {{ dbt.type_int() }}) as id from (select $ as id) as v -- {{ ref('parent') }}\n";
        using var project = Contract(
            materialized, $"columns: [{{name: id, data_type: int, constraints: [{yaml}]}}]", Select.Replace("$", "1", StringComparison.Ordinal));
        project.Write("models/parent.sql", Text("materialized='table'", "select cast(1 as {{ dbt.type_int() }}) as id"));
        project.Write("models/parent.yml", "models: [{name: parent, config: {contract: {enforced: true}}, columns: [{name: id, data_type: int, constraints: [{type: primary_key}]}]}]\n");
        Passes(project);
        project.Write("models/m.sql", Text($"materialized='{materialized}', on_schema_change='fail'", Select.Replace("$", broken, StringComparison.Ordinal)));

        if (Warehouse.EnforcedConstraints.Contains(constraint))
        {
            Fails(project).Node.Name.ShouldBe("m");
            project.Rows("select id from m").ShouldBe(["1"]);
        }
        else
        {
            Passes(project);
            project.Options = project.Options with { FullRefresh = true };
            Passes(project);
            project.Last.Messages.ShouldContain(m => m.Contains("those of m are ignored: id", StringComparison.Ordinal));
            project.Write("models/m.yml", File.ReadAllText(Path.Combine(project.Folder, "models/m.yml")).Replace("{type:", "{warn_unsupported: false, type:", StringComparison.Ordinal));
            Passes(project);
            project.Last.Messages.ShouldNotContain(m => m.Contains("those of m are ignored", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("view", "{type: not_null}", 1)]
    [InlineData("view", "{type: not_null, warn_unsupported: false}", 0)]
    [InlineData("table", "{type: not_null}", 0)]
    public void constraints_of_what_is_no_table_are_told(string materialized, string constraint, int warnings)
    {
        using var project = Contract(
            materialized, $"columns: [{{name: id, data_type: int, constraints: [{constraint}]}}]", "select cast(1 as {{ dbt.type_int() }}) as id");

        Passes(project);

        project.Plan().Warnings.Select(w => w.Event).ShouldBe(Enumerable.Repeat("UnsupportedConstraintMaterialization", warnings));
    }

    [Theory]
    [InlineData("table")]
    [InlineData("view")]
    [InlineData("incremental")]
    [InlineData("seed")]
    [InlineData("snapshot")]
    public void descriptions_are_kept_whatever_they_say(string kind)
    {
        var (file, text, resources, config) = kind switch
        {
            "seed" => ("seeds/m.csv", "id,name\n1,a\n", "seeds", ""),
            "snapshot" => ("models/src.sql", "select 1 as id, 'a' as name", "snapshots", "relation: ref('src'), config: {unique_key: id, strategy: check, check_cols: all}, "),
            _ => ("models/m.sql", Text($"materialized='{kind}'", "select 1 as id, 'a' as name"), "models", ""),
        };
        var odd = System.Text.Json.JsonSerializer.Serialize(Odd);
        using var project = Project(
            ("dbt_project.yml", $"name: shop\nprofile: shop\n{resources}: {{+persist_docs: {{relation: true, columns: true}}}}\n"),
            (file, text),
            ($"{resources}/m.yml", $"{resources}: [{{name: m, {config}description: {odd}, columns: [{{name: id, description: {odd}}}, {{name: gone, description: nowhere}}]}}]\n"));

        Passes(project);
        Passes(project);

        var relation = project.Ask(c => c.GetCatalog(null, [project.Schema], Token)).Single(r => r.Relation.Identifier == "m");
        relation.Comment.ShouldBe(Odd);
        relation.Columns.Single(c => c.Name == "id").Comment.ShouldBe(Odd);
        relation.Columns.Single(c => c.Name == "name").Comment.ShouldBeNullOrEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void grants_are_those_of_the_config(string materialized)
    {
        const string Show = "{% for row in run_query(get_show_grant_sql(ref('m'))).rows %}{{ row[1] | lower }} {{ row[0] }};{% endfor %}";
        var reader = "reader_" + Guid.NewGuid().ToString("N")[..12];
        using var project = Project(("models/m.sql", Text($"materialized='{materialized}', grants={{'select': ['{reader}']}}", "select 1 as id")));
        if (!Warehouse.Grants)
        {
            Passes(project);
            project.Last.Messages.ShouldContain(m => m.Contains("has no grants", StringComparison.Ordinal));
            return;
        }

        if (Warehouse.RefusesUsers is { } refusal)
        {
            Fails(project).Message.ShouldNotBeNull().ShouldContain(refusal);
            return;
        }

        project.Execute(project.With(r => r.CompileInline($"{{{{ create_grantee('{reader}') }}}}", Token)));
        Passes(project);
        Passes(project);
        project.With(r => r.CompileInline(Show, Token)).Trim().ShouldBe($"select {reader};");
        project.Write("models/m.sql", Text($"materialized='{materialized}', grants={{'select': []}}", "select 1 as id"));

        Passes(project);

        project.With(r => r.CompileInline(Show, Token)).Trim().ShouldBeEmpty();
    }

    private Execution.TestProject Contract(string materialized, string yaml, string sql) => Project(
        ("models/m.sql", Text($"materialized='{materialized}', on_schema_change='fail'", sql)),
        ("models/m.yml", $"models: [{{name: m, config: {{contract: {{enforced: true}}}}, {yaml}}}]\n"));
}
