using Transform.Templating;

namespace Transform.Loading;

/// <summary>What every phase's templates can ask, whatever node is being rendered: <c>var</c>, <c>env_var</c>,
/// <c>target</c>, <c>modules</c>, <c>tojson</c>, <c>flags</c>, <c>invocation_id</c>, <c>run_started_at</c>, ...
/// Later phases add to it.</summary>
public sealed partial class ProjectContext : IScope
{
}
