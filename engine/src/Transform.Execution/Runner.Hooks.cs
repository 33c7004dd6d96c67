using Transform.Adapters;
using Transform.Compilation;
using Transform.Execution.Nodes;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

public sealed partial class Runner
{
    /// <summary>The hooks of projects, before and after all nodes.</summary>
    private sealed partial class RunState
    {
        /// <summary>Nodes run after a start hook that failed unless the project's flag says otherwise, as in dbt.</summary>
        private bool SkipsAfterFailedStart => runner.graph.Project.Behaves("skip_nodes_if_on_run_start_fails");

        /// <returns>False where one failed; those after it are skipped.</returns>
        private bool RunHooks(WarehouseSession session, bool isStart)
        {
            if (!plan.RunsHooks)
            {
                return true;
            }

            // The project's own, then those of packages by name: dbt's order, whatever its documentation says.
            var main = runner.graph.Project.Main.Name;
            var hooks = runner.graph.Nodes.OfType(ResourceType.Operation).Cast<OperationNode>()
                .Where(hook => hook.IsStart == isStart)
                .OrderBy(hook => string.Equals(hook.PackageName, main, StringComparison.Ordinal) ? 0 : 1)
                .ThenBy(hook => hook.PackageName, StringComparer.Ordinal)
                .ThenBy(hook => hook.Index)
                .ToList();
            var passed = true;
            for (var i = 0; i < hooks.Count; i++)
            {
                var name = $"{hooks[i].PackageName}.on-run-{(isStart ? "start" : "end")}.{i}";
                runner.observer.NodeStarted(hooks[i], 0, 0, null);
                var result = passed
                    ? RunHook(hooks[i], name, session)
                    : Skip(hooks[i], $"{name} skipped", null, 0) with { Failures = 1 };
                Record(result);
                runner.observer.NodeFinished(result, 0);
                passed &= !result.Failed;
            }

            return passed;
        }

        private NodeResult RunHook(OperationNode hook, string name, WarehouseSession session)
        {
            var nodes = new NodeRunner(compiler, runner.options, files, null, runner.observer, runner.time);
            var result = nodes.Run(hook, session, 0, prepare: hook.IsStart ? null : AddResults);
            return result.Failed
                ? result with { Failures = 1, Message = $"{name} failed, error:\n {result.Message}" }
                : result with { Failures = 0, Message = $"{name} passed" };
        }

        /// <summary>What only the hooks at the end see. Hooks are among the results where they failed.</summary>
        private void AddResults(NodeContext context)
        {
            var seen = results.Where(r => r.Node is not OperationNode || r.Failed).ToList();
            var places = seen.Where(r => !r.Failed && r.Status != NodeStatus.Skipped).Select(r => r.Node).OfType<RelationNode>()
                .Where(n => n is ModelNode { IsEphemeral: false } or SeedNode or SnapshotNode)
                .Select(n => (n.Database, n.Schema)).Distinct().ToList();
            context.Set("results", new ListValue(seen.Select(r => ResultObject.Of(r, runner.graph))));
            context.Set("schemas", new ListValue(places.Select(p => (Value)p.Schema).Distinct()));
            context.Set("database_schemas", new ListValue(places.Select(p => (Value)TupleValue.Of(p.Database, p.Schema))));
        }
    }
}
