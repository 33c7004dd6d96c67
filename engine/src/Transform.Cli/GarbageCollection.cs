using System.Runtime;

namespace Transform.Cli;

/// <summary>Keeps the garbage collector from its work while a graph is read and its nodes are made: they stay, so that it would go through all of them
/// again and again and free nothing.</summary>
internal static class GarbageCollection
{
    // A graph of which every node is made takes some six times the room that it takes in its file.
    private const int RoomPerByte = 7;
    private const long Least = 16 << 20;
    private const long Most = 200 << 20;

    /// <summary>Nothing is collected from now on until so much is allocated as the nodes take, or until <see cref="Resume"/>.</summary>
    /// <param name="read">How many bytes will be read, which are one large object.</param>
    public static void Postpone(long read)
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            return;
        }

        try
        {
            var room = Math.Clamp(read * RoomPerByte, Least, Most);
            GC.TryStartNoGCRegion(room, Math.Min(read + (read / 2), room / 2));
        }
        catch (ArgumentOutOfRangeException)
        {
            // More than this collector can keep free: then it collects.
        }
    }

    public static void Resume()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
        {
            return;
        }

        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // Another thread has taken the last of the room a moment ago, which ended it.
        }
    }
}
