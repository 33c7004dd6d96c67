using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Reporting;

/// <summary>Tells the person, or the program, at the other end what happens.</summary>
internal interface IReporter : IRunObserver, IDisposable
{
    /// <summary>The program has started.</summary>
    void Started();

    /// <summary>The project was read.</summary>
    void Loaded(Graph graph);

    /// <summary>One line about what goes on.</summary>
    void Info(string text);

    /// <summary>What is wrong outside of a node's run.</summary>
    void Report(IEnumerable<Diagnostic> diagnostics);

    /// <summary>What the command was asked for: a listing, compiled SQL, rows. Printed even with <c>--quiet</c>.</summary>
    void Product(string text);
}
