using Transform.Adapters;

namespace Transform.Execution.Materializations;

/// <summary>Makes a node's relation what its SQL says. It decides what happens; macros say how it is written. A failure at
/// any point leaves the last good relation as it was.</summary>
internal interface IMaterialization
{
    /// <returns>What the main statement said.</returns>
    StatementResult Run(MaterializationContext context);
}
