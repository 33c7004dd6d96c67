using System.ComponentModel;
using System.Diagnostics;
using Transform.Cli.Options;
using Transform.Core;
using Transform.Documentation.Publishing;

namespace Transform.Cli.Commands;

/// <summary><c>docs serve</c>: shows the docs site to browsers of this machine, until it is interrupted.</summary>
internal sealed class DocsServeCommand : ICommand
{
    private const int UsualPort = 8080;
    private const string ThisMachine = "127.0.0.1";

    public int Run(Session session)
    {
        var values = session.Settings.Values;
        var folder = Path.Combine(new Stages(session).LoadSettings().TargetPath, SiteWriter.FolderName);
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            throw UsageErrors.Because($"There is no docs site in {Path.GetRelativePath(session.CurrentFolder, folder)}.", "`transform docs generate` makes it.");
        }

        using var server = new SiteServer(folder, values.Text(Flags.Host) ?? ThisMachine, values.Number(Flags.Port) ?? UsualPort);
        session.Reporter.Info($"Showing the docs site at {server.Address}; Ctrl+C ends it");
        if (values.Bool(Flags.Browser) ?? session.Terminal.Live)
        {
            Open(session, server.Address);
        }

        server.Run(session.Cancellation);
        return ExitCode.Success;
    }

    private static void Open(Session session, string address)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            session.Reporter.Message(LogLevel.Debug, $"No browser could be opened: {e.Message}", null);
        }
    }
}
