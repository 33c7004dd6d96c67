using Shouldly;
using Transform.Core;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Execution;
using Transform.Planning;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Conformance;

/// <summary>What is built in one schema is read and copied from another.</summary>
public abstract class StateConformance(TestWarehouse warehouse) : IDisposable
{
    internal const string Gone = "{% macro gone() %}{% do adapter.drop_schema(api.Relation.create(database=target.database, schema=target.schema)) %}{% endmacro %}";

    private readonly TestProject project = new(
        warehouse,
        ("seeds/rates.csv", "id,rate\n1,2\n2,4\n"),
        ("models/orders.sql", "{{ config(materialized='table') }} select id, rate as total from {{ ref('rates') }}"),
        ("models/totals.sql", "select sum(total) as total from {{ ref('orders') }}"),
        ("tests/picky.sql", "select * from {{ ref('orders') }} where total > (select total from {{ ref('totals') }})"),
        ("macros/gone.sql", Gone));

    [Fact]
    public void what_is_not_there_is_read_where_the_state_has_it()
    {
        var state = Build();
        project.Options = project.Options with { Deferral = new Deferral(state) { FollowsRefs = true } };
        project.Run("totals", "picky").Failed.ShouldBeFalse();
        Total().ShouldBe("6");

        project.Options = project.Options with { Deferral = null };
        project.Run("rates", "orders").Failed.ShouldBeFalse();
        project.Write("seeds/rates.csv", "id,rate\n1,9\n");
        project.Options = project.Options with { Deferral = new Deferral(state) { FollowsRefs = true } };
        project.Run("rates", "orders", "totals").Failed.ShouldBeFalse();
        Total().ShouldBe("9");

        project.Options = project.Options with { Deferral = new Deferral(state) { FollowsRefs = true, IsFavored = true } };
        project.Run("totals").Failed.ShouldBeFalse();
        Total().ShouldBe("6");
    }

    [Fact]
    public void relations_are_cloned()
    {
        var state = Build();
        project.Options = project.Options with { Work = RunWork.Clone, Deferral = new Deferral(state) };
        var first = project.Run("rates", "orders", "totals");
        first.Failed.ShouldBeFalse(string.Join('\n', first.Results.Select(r => r.Message)));
        first.Results.ShouldAllBe(r => r.Status == NodeStatus.Success);
        Total().ShouldBe("6");
        project.Relations().Where(r => !r.Contains("gone", StringComparison.Ordinal)).ShouldBe(
            warehouse.ClonesTables ? ["orders Table", "rates Table", "totals View"] : ["orders View", "rates View", "totals View"]);

        project.Run("orders").Results[0].Message.ShouldBe("No-op");
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (original is not null)
        {
            project.With(runner => runner.RunOperation(new OperationCall("gone", []), CancellationToken.None)).Failed.ShouldBeFalse();
            project.Configure(("schema", original));
        }

        project.Dispose();
    }

    private string? original;

    /// <summary>Builds everything, and moves on to a schema in which nothing is.</summary>
    private EarlierGraph Build()
    {
        project.Run().Failed.ShouldBeFalse();
        var state = StateOf(project);
        original = project.Schema;
        project.Configure(("schema", original + "_dev"));
        return state;
    }

    /// <summary>The state of a project as it is now.</summary>
    internal static EarlierGraph StateOf(TestProject project)
    {
        var folder = Path.Combine(project.Folder, "state");
        ArtifactWriter.WriteManifest(
            project.Plan(),
            Path.Combine(folder, ArtifactWriter.ManifestFile),
            new Invocation { Id = Guid.Empty, Started = DateTimeOffset.UnixEpoch },
            new SecretMask());
        return EarlierManifestReader.Read(folder);
    }

    private string Total() => project.Rows($"select total from {project.Schema}.totals").ShouldHaveSingleItem();
}
