using Shouldly;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Planning;

/// <summary>What the behaviours under <c>flags:</c> of the project file change. The answers are dbt 1.11's.</summary>
public sealed class BehaviourTests : IDisposable
{
    private const string Mine = "{% test mine(model, column_name, arguments=none, x=1) %}select 1 where 1 = 0{% endtest %}";

    private readonly List<string> folders = [];

    public void Dispose() => folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Theory]
    [InlineData("", "test.shop.mine_m_id__3.3cd4fc19b3", "{'x': 3, 'column_name': 'id'}")]
    [InlineData("require_generic_test_arguments_property: true", "test.shop.mine_m_id__3.3cd4fc19b3", "{'x': 3, 'column_name': 'id'}")]
    [InlineData("require_generic_test_arguments_property: false", "test.shop.mine_m_3__id.1a78efb71f", "{'arguments': {'x': 3}, 'column_name': 'id'}")]
    [InlineData("require_generic_test_arguments_property: 'false'", "test.shop.mine_m_id__3.3cd4fc19b3", "{'x': 3, 'column_name': 'id'}")]
    public void Arguments_of_a_test_are_its_arguments_or_one_of_them(string flag, string id, string keywords)
    {
        var graph = Build(
            flag, ("macros/t.sql", Mine), ("models/m.sql", "select 1 as id"),
            ("models/m.yml", "models: [{name: m, columns: [{name: id, data_tests: [{mine: {arguments: {x: 3}}}]}]}]"));
        var test = graph.Nodes.Values.OfType<TestNode>().ShouldHaveSingleItem();
        test.UniqueId.ShouldBe(id);
        var given = new DictValue();
        foreach (var (key, value) in test.Metadata!.Arguments)
        {
            if (key.ToString() != "model")
            {
                given[key] = value;
            }
        }

        given.ToString().ShouldBe(keywords);
    }

    [Fact]
    public void Old_spellings_of_tests_are_none_where_arguments_have_no_property()
    {
        const string Yaml = "models: [{name: m, columns: [{name: id, data_tests: [{accepted_values: {values: [1], severity: warn}}]}]}]";
        Told(Build(string.Empty, ("models/m.sql", "select 1 as id"), ("models/m.yml", Yaml))).Length.ShouldBe(2);
        Told(Build("require_generic_test_arguments_property: false", ("models/m.sql", "select 1 as id"), ("models/m.yml", Yaml))).ShouldBeEmpty();
        Told(Build(
            "require_generic_test_arguments_property: false", ("macros/t.sql", Mine), ("models/m.sql", "select 1 as id"),
            ("models/m.yml", "models: [{name: m, columns: [{name: id, data_tests: [{mine: {arguments: {x: 3}}}]}]}]"))).ShouldBe(["ArgumentsPropertyInGenericTestDeprecation"]);
    }

    [Theory]
    [InlineData("", "model.shop.twice")]
    [InlineData("require_ref_searches_node_package_before_root: true", "model.helper.twice")]
    public void A_ref_in_a_package_finds_the_projects_node_or_the_packages(string flag, string found)
    {
        var graph = Build(
            flag, ("models/twice.sql", "select 1 as id"), ("dbt_packages/helper/dbt_project.yml", "name: helper\nmodels: {+schema: helper}\n"),
            ("dbt_packages/helper/models/twice.sql", "select 1 as id"), ("dbt_packages/helper/models/reader.sql", "select * from {{ ref('twice') }}"));
        graph.Nodes["model.helper.reader"].DependsOn.ShouldBe([found]);
    }

    [Fact]
    public void A_ref_takes_the_seed_where_a_model_has_its_name_unless_names_must_be_unique()
    {
        (string, string)[] files =
        [
            ("models/twice.sql", "select 1 as id"), ("models/a.sql", "select * from {{ ref('twice') }}"), ("seeds/twice.csv", "id\n1\n"),
            ("models/seeds.yml", "seeds: [{name: twice, config: {schema: raw}}]"),
        ];
        var graph = Build(string.Empty, files);
        graph.Nodes["model.shop.a"].DependsOn.ShouldBe(["seed.shop.twice"]);
        Told(graph).ShouldBe(["DuplicateNameDistinctNodeTypesDeprecation"]);
        Should.Throw<TransformException>(() => Build("require_unique_project_resource_names: true", files)).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.DuplicateName);
    }

    [Fact]
    public void A_name_with_a_space_is_an_error_where_that_is_said()
    {
        Told(Build(string.Empty, ("models/two words.sql", "select 1 as id"))).ShouldBe(["ResourceNamesWithSpacesDeprecation"]);
        Told(Build("require_resource_names_without_spaces: false", ("models/two words.sql", "select 1 as id"))).ShouldBe(["ResourceNamesWithSpacesDeprecation"]);
        Should.Throw<TransformException>(() => Build("require_resource_names_without_spaces: true", ("models/two words.sql", "select 1 as id")));
    }

    private static string?[] Told(Graph graph) => [.. graph.Warnings.Select(warning => warning.Deprecation).Where(name => name is not null)];

    private Graph Build(string flag, params (string Path, string Text)[] files)
    {
        var all = files.ToDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal);
        all["dbt_project.yml"] = $"name: shop\nprofile: shop\nflags: {{{flag}}}\n";
        folders.Add(PlanningProject.Write(all));
        return PlanningProject.Build(folders[^1]);
    }
}
