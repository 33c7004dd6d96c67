using System.Runtime;

namespace Transform.Cli;

/// <summary>Keeps the garbage collector from its work while something is read that stays: it would go through all of it and free nothing.</summary>
internal sealed class CollectionPause : IDisposable
{
    // What is allocated beyond that is collected as ever.
    private const long Room = 64 << 20;

    private readonly bool hasBegun = GC.TryStartNoGCRegion(Room);

    public void Dispose()
    {
        if (!hasBegun || GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
        {
            return;
        }

        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // Another thread has gone beyond the room a moment ago, which has ended it.
        }
    }
}
