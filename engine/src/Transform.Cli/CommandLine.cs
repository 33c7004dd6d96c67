using Transform.Adapters;
using Transform.Cli.Options;
using Transform.Cli.Reporting;
using Transform.Core;

namespace Transform.Cli;

/// <summary>Runs what the command line asks for, and is where every failure ends as a message and an exit code.</summary>
internal static class CommandLine
{
    public static int Run(string[] arguments, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        ParsedCommandLine parsed;
        Settings? settings = null;
        var current = Directory.GetCurrentDirectory();
        try
        {
            parsed = CommandLineParser.Parse(arguments, environment);
            if (parsed is { Help: null, Command: { } command })
            {
                settings = new Settings(command, parsed.Values, parsed.Argument);
                EarlyFlags.Use(settings, current);
            }
        }
        catch (TransformException exception)
        {
            var terminal = Terminal.Open(environment, null);
            DiagnosticPrinter.Print(exception.Diagnostics, terminal.Error, terminal.Ansi);
            return ExitCode.CouldNotRun;
        }

        if (settings is null)
        {
            parsed.Help!();
            return parsed.Command is null && arguments.Length == 0 ? ExitCode.CouldNotRun : ExitCode.Success;
        }

        using var interruption = new Interruption();
        var session = Open(settings, current, environment, time, interruption.Token);
        using (session.Reporter)
        using (session.Lock)
        {
            return Guard(session, () =>
            {
                try
                {
                    session.Reporter.Started();
                    new Stages(session).Warn(OldOptions.Find(settings.Values, environment));
                    var code = settings.Command.Make().Run(session);
                    if (session.Deprecations.Tell(settings.ShowAllDeprecations) is { } summary)
                    {
                        session.Reporter.Report([summary]);
                    }

                    return code;
                }
                finally
                {
                    session.Keeping.GetAwaiter().GetResult();
                }
            });
        }
    }

    private static int Guard(Session session, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is TransformException))
        {
            // Parallel work that failed in several places at once.
            session.Reporter.Report(exception.InnerExceptions.SelectMany(inner => ((TransformException)inner).Diagnostics));
            return ExitCode.CouldNotRun;
        }
        catch (TransformException exception)
        {
            session.Reporter.Report(exception.Diagnostics);
            return ExitCode.CouldNotRun;
        }
        catch (WarehouseException exception)
        {
            session.Reporter.Report([session.Explain(exception)]);
            return ExitCode.CouldNotRun;
        }
        catch (OperationCanceledException) when (session.Cancellation.IsCancellationRequested)
        {
            session.Reporter.Report([Diagnostic.Error(DiagnosticCodes.Cancelled, "Cancelled before it was done.")]);
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // The outermost frame: whatever comes here is our own fault, and is told as one.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            session.Log.Write(LogLevel.Error, exception.ToString());
            session.Reporter.Report([InternalError(session, exception)]);
            return ExitCode.CouldNotRun;
        }
    }

    private static Diagnostic InternalError(Session session, Exception exception) =>
        Diagnostic.Error(
            DiagnosticCodes.InternalError,
            $"Transform itself failed: {exception.GetType().Name}: {exception.Message}",
            hint: session.Log.Path is { } path
                ? $"This is a bug in Transform, not in your project. The details are in {Path.GetRelativePath(session.CurrentFolder, path)}; please report them."
                : "This is a bug in Transform, not in your project. Please report it with the command that you ran.");

    private static Session Open(
        Settings settings, string current, IReadOnlyDictionary<string, string> environment, TimeProvider time, CancellationToken cancellation)
    {
        var mask = new SecretMask();
        foreach (var (name, value) in environment)
        {
            if (SecretVariables.Contains(name))
            {
                mask.Add(value);
            }
        }

        var options = new ReportOptions
        {
            Time = time,
            Mask = mask,
            InvocationId = Guid.NewGuid(),
            CurrentFolder = current,
            Level = settings.LogLevel,
            FileLevel = settings.LogFileLevel,
            LogFileMaxBytes = settings.LogFileMaxBytes,
            Quiet = settings.Quiet,
            Width = settings.PrinterWidth,
            HasProduct = settings.Command.HasProduct,
            RunsNothing = settings.Command.HasProduct || settings.Command.RunsNothing,
        };
        var terminal = Terminal.Open(environment, settings.UseColors);
        IReporter reporter = settings.LogFormat switch
        {
            "json" => new JsonReporter(options, terminal),
            "default" when terminal.Live && !settings.Debug && !settings.Quiet && !options.RunsNothing => new LiveReporter(options, terminal),
            _ => new PlainReporter(options, terminal),
        };
        var log = new LogFile(
            options,
            () => settings.LogPath is { } path ? Path.GetFullPath(path, current) : options.TargetPath,
            () => settings.LogPath is not null || options.TargetPath.Length > 0);
        return new Session
        {
            Settings = settings,
            Environment = environment,
            Time = time,
            Started = time.GetUtcNow(),
            InvocationId = options.InvocationId,
            CurrentFolder = current,
            Terminal = terminal,
            ReportOptions = options,
            Reporter = new LoggedReporter(reporter, log, options),
            Log = log,
            Cancellation = cancellation,
        };
    }
}
