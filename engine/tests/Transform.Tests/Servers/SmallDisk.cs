namespace Transform.Tests.Servers;

/// <summary>A file system of a few megabytes. Only root can make one: for others the test fails and says so.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string mount;

    /// <param name="parent">A folder to make it in.</param>
    /// <param name="owner">Who writes to it; null for whoever runs the tests.</param>
    public SmallDisk(string parent, int megabytes = 4, string? owner = null)
    {
        mount = Directory.CreateDirectory(System.IO.Path.Combine(parent, "small-disk")).FullName;
        PostgresServer.Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0777", "tmpfs", mount);
        Path = Directory.CreateDirectory(System.IO.Path.Combine(mount, "space")).FullName;
        if (owner is not null)
        {
            PostgresServer.Run("chown", owner, Path);
        }
    }

    public string Path { get; }

    public void Dispose() => PostgresServer.Run("umount", "--lazy", mount);
}
