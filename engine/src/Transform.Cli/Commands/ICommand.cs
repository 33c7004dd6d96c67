namespace Transform.Cli.Commands;

/// <summary>One command: it calls the stages and prints what they give.</summary>
internal interface ICommand
{
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    /// <exception cref="Core.TransformException">It could not run.</exception>
    int Run(Session session);
}
