using System.Runtime;

namespace Transform.Cli;

/// <summary>Keeps the garbage collector from its work while a graph is read and its nodes are made: they stay, so that it would go through all of them
/// again and again and free nothing.</summary>
internal static class Collections
{
    // A graph of which every node is made takes some six times the room that it takes in its file.
    private const int RoomPerByte = 7;
    private const long Least = 16 << 20;
    private const long Most = 200 << 20;

    /// <summary>Nothing is collected until much is allocated, or until <see cref="Resume"/>.</summary>
    /// <param name="read">How many bytes will be read.</param>
    public static void Postpone(long read) => GC.TryStartNoGCRegion(Math.Clamp(read * RoomPerByte, Least, Most));

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
