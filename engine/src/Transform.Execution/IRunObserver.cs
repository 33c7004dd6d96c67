using Transform.Core;
using Transform.Planning;

namespace Transform.Execution;

/// <summary>Hears of a run as it goes on, from any worker's thread.</summary>
public interface IRunObserver
{
    /// <summary>The run starts with these nodes (hooks of the project not counted) on so many workers.</summary>
    void RunStarted(IReadOnlyList<Node> nodes, int workers);

    /// <param name="index">Counted from one in the order of starting; 0 for hooks of the project.</param>
    /// <param name="reason">Why it runs, where only what has changed is to run; null elsewhere.</param>
    void NodeStarted(Node node, int index, int worker, RunReason? reason);

    void NodeFinished(NodeResult result, int index);

    /// <summary>A batch of a microbatch model starts.</summary>
    /// <param name="batch">The model with its <see cref="ModelNode.Batch"/>.</param>
    void BatchStarted(ModelNode batch, int worker)
    {
    }

    /// <summary>A batch ended, or is left out because the first one failed. The model's own end comes after those of its batches.</summary>
    void BatchFinished(NodeResult result)
    {
    }

    /// <summary>A line from <c>log()</c> or <c>print()</c>, or a diagnostic that is not a node's end.</summary>
    void Message(LogLevel level, string text, Node? node);

    /// <summary>A statement as it is sent to the warehouse (shown with <c>--log-level debug</c> or <c>--debug</c>).</summary>
    void Statement(string sql, Node? node)
    {
    }

    void RunFinished(RunResult result);
}
