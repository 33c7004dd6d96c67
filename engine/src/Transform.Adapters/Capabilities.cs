namespace Transform.Adapters;

/// <summary>What a warehouse can do. Code asks here; it never asks which warehouse it is.</summary>
public sealed record Capabilities
{
    /// <summary>DDL takes part in transactions, so that several statements swap atomically.</summary>
    public bool TransactionalDdl { get; init; }

    /// <summary><c>create or replace view</c> is one atomic statement.</summary>
    public bool ReplaceView { get; init; }

    /// <summary><c>create or replace table ... as</c> is one atomic statement.</summary>
    public bool ReplaceTable { get; init; }

    /// <summary>What reads a relation is dropped with it, so that a table whose columns stay is better emptied than made anew.</summary>
    public bool DropsDependents { get; init; }

    /// <summary>Two names that differ in case alone are one, quoted or not.</summary>
    public bool NamesIgnoreCase { get; init; }

    /// <summary>A line of a seed may have fewer fields than its header: the last columns are NULL then.</summary>
    public bool FillsShortLines { get; init; }

    /// <summary>It gains from knowing that a seed's file is plain, see <see cref="CsvFile.PlainValues"/>, even where all types are given.</summary>
    public bool LoadsPlainFiles { get; init; }

    /// <summary>Its own materialization blocks are what runs: what the engine does without them fits other warehouses only.</summary>
    public bool RunsBlocks { get; init; }

    /// <summary>What dbt calls its errors in results.</summary>
    public string ErrorName { get; init; } = "Database Error";

    /// <summary>Several sessions may replace different times of one table at once.</summary>
    public bool ConcurrentBatches { get; init; }

    /// <summary>The incremental strategies that it runs, by dbt's names; the first one is its default.</summary>
    public IReadOnlyList<string> IncrementalStrategies { get; init; } = ["append"];
}
