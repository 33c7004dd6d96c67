using System.Runtime;

namespace Transform.Core;

/// <summary>Holds the garbage collector back while much is made of which most stays: to look through it again and again takes a quarter of the time.
/// It comes to its right once more than was foreseen is taken, or when the pause ends.</summary>
public sealed class CollectionPause : IDisposable
{
    // Below that it is not worth while; above, others may need the memory.
    private const long Least = 20L << 20;
    private const long Most = 384L << 20;

    private readonly bool isHeld;

    private CollectionPause(bool isHeld) => this.isHeld = isHeld;

    /// <summary>Begins a pause where there is memory for it.</summary>
    /// <param name="bytes">How much is about to be made.</param>
    public static CollectionPause Begin(long bytes)
    {
        var size = Math.Min(bytes, Most);
        return new CollectionPause(
            bytes >= Least && GCSettings.LatencyMode != GCLatencyMode.NoGCRegion
            && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > Most * 8 && GC.TryStartNoGCRegion(size, disallowFullBlockingGC: true));
    }

    public void Dispose()
    {
        if (isHeld && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
        }
    }
}
