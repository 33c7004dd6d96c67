namespace Transform.Execution;

/// <summary>Why a node runs though only what has changed is to run, in groups.</summary>
public enum RunCause
{
    /// <summary>Nothing is known of an earlier run of it.</summary>
    New,

    /// <summary>Its last run did not succeed, or was not the only one.</summary>
    Unsuccessful,

    /// <summary>Its SQL, its rows or its settings are different.</summary>
    Definition,

    /// <summary>Its relation is not there, or is something else.</summary>
    Relation,

    /// <summary>What it reads was built again, or nothing is known of it.</summary>
    Upstream,

    /// <summary>The data of a source may be different.</summary>
    Source,

    /// <summary>It may come out differently each time.</summary>
    Volatile,

    /// <summary>The command line wants it.</summary>
    Asked,
}

/// <summary>Why a node runs.</summary>
/// <param name="Text">For people, to stand in parentheses.</param>
public sealed record RunReason(RunCause Cause, string Text);
