using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Transform.Execution.Changes;

/// <summary>What SQL says of where its rows come from, besides its inputs.</summary>
/// <param name="Doubt">Why it may give other rows though its inputs are the same, for people; null where nothing says so.</param>
/// <param name="Files">The patterns of local files that it names.</param>
internal sealed record SqlReads(string? Doubt, ImmutableArray<string> Files)
{
    private static readonly FrozenSet<string> Volatile = Set(
        "now", "now64", "today", "yesterday", "arrayshuffle", "arraypartialshuffle", "arrayrandomsample", "fuzzbits", "generateserialid",
        "generateuuidv4", "generateuuidv7", "generateulid", "generatesnowflakeid", "uuid", "uuidv4", "uuidv7", "gen_random_uuid",
        "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "clock_timestamp", "statement_timestamp",
        "transaction_timestamp", "timeofday", "nextval", "currval", "lastval", "setseed", "get_current_timestamp", "get_current_time",
        "current_localtime", "current_localtimestamp", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
        "utc_timestamp", "utctimestamp", "getdate", "sysdate", "nowinblock", "rownumberinallblocks", "txid_current", "pg_current_xact_id");

    private static readonly FrozenSet<string> VolatileWords = Set(
        "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "tablesample");

    private static readonly FrozenSet<string> Outside = Set(
        "url", "urlcluster", "s3", "s3cluster", "hdfs", "file", "filecluster", "remote", "remotesecure", "cluster", "clusterallreplicas",
        "postgresql", "mysql", "mongodb", "sqlite", "jdbc", "odbc", "redis", "deltalake", "iceberg", "hudi", "azureblobstorage", "executable",
        "gcs", "icebergs3", "icebergazure", "iceberglocal", "icebergcluster", "deltalakecluster", "azureblobstoragecluster", "hdfscluster", "dictionary",
        "joinget", "joingetornull", "generaterandom", "merge", "iceberg_scan", "iceberg_metadata", "delta_scan", "postgres_scan", "postgres_scan_pushdown", "postgres_query",
        "mysql_query", "sqlite_scan", "sqlite_query", "glob", "sniff_csv", "st_read", "query", "query_table", "dblink", "pg_read_file",
        "pg_ls_dir", "pg_read_binary_file", "duckdb_tables", "duckdb_columns", "duckdb_views", "pragma_table_info", "getvariable", "current_setting");

    private static readonly FrozenSet<string> NoTable = Set("select", "unnest", "values", "table", "rows", "range", "final");

    private static readonly FrozenSet<string> QueryLead = Set("select", "with", "values", "from", "table", "pivot", "unpivot", "describe", "show", "summarize");

    private static readonly FrozenSet<string> TakesFrom = Set("extract", "substring", "trim", "overlay", "position");

    private static readonly FrozenSet<string> DateTypes = Set("date", "time", "timestamp", "timestamptz", "datetime", "interval");

    /// <param name="inputs">The identifiers, and <c>schema.identifier</c>, of the relations that it is known to read, in lower case.</param>
    public static SqlReads Of(string sql, IReadOnlySet<string> inputs)
    {
        // Some warehouses end the text there, and others do not: what is text and what is not is turned round from there on.
        var doubt = sql.Contains("\\'", StringComparison.Ordinal) ? "its SQL has \\' in it, which may end a text or not" : null;
        var words = SqlWord.Split(sql);
        var expressions = Expressions(words);
        var files = ImmutableArray.CreateBuilder<string>();
        var calls = new Stack<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.IsMark('('))
            {
                calls.Push(i > 0 && words[i - 1].Kind == SqlWordKind.Word ? words[i - 1].Text.ToLowerInvariant() : string.Empty);
            }
            else if (word.IsMark(')'))
            {
                calls.TryPop(out _);
            }
            else if (word.Kind == SqlWordKind.Word)
            {
                doubt ??= Call(words, i, files) ?? (IsTableLead(words, i, calls) ? Tables(words, i + 1, inputs, expressions, files) : null);
            }
            else if (word.Kind == SqlWordKind.Text && IsMoment(words, i))
            {
                doubt ??= $"its SQL has the date '{word.Text}'";
            }
        }

        return new SqlReads(doubt, files.ToImmutable());
    }

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static bool IsAt(List<SqlWord> words, int i, char mark) => i >= 0 && i < words.Count && words[i].IsMark(mark);

    private static string? Call(List<SqlWord> words, int i, ImmutableArray<string>.Builder files)
    {
        var name = words[i].Text;
        if (words[i].Is("sample") && i > 0 && words[i - 1].Is("using"))
        {
            return "its SQL has using sample";
        }

        if (!IsAt(words, i + 1, '(') || words[i].Is("tablesample"))
        {
            return VolatileWords.Contains(name) && !IsAt(words, i - 1, '.') && !IsAs(words, i) ? $"its SQL has {name.ToLowerInvariant()}" : null;
        }

        if (Volatile.Contains(name) || name.StartsWith("rand", StringComparison.OrdinalIgnoreCase)
            || (name.Equals("age", StringComparison.OrdinalIgnoreCase) && HasOneArgument(words, i + 1)))
        {
            return $"its SQL calls {name.ToLowerInvariant()}()";
        }

        if (Outside.Contains(name) || name.StartsWith("dictGet", StringComparison.OrdinalIgnoreCase) || name.Equals("dictHas", StringComparison.OrdinalIgnoreCase))
        {
            return $"its SQL reads what nothing is known of: {name.ToLowerInvariant()}()";
        }

        return name.StartsWith("read_", StringComparison.OrdinalIgnoreCase) || name.Equals("parquet_scan", StringComparison.OrdinalIgnoreCase)
            ? AddFiles(words, i + 2, files) ? null : $"its SQL does not name the files of {name.ToLowerInvariant()}() as texts"
            : null;
    }

    // A column may have the name.
    private static bool IsAs(List<SqlWord> words, int i) => i > 0 && words[i - 1].Is("as");

    private static bool HasOneArgument(List<SqlWord> words, int open)
    {
        var depth = 0;
        for (var i = open; i < words.Count; i++)
        {
            depth += words[i].IsMark('(') ? 1 : words[i].IsMark(')') ? -1 : 0;
            if (depth == 0)
            {
                return true;
            }

            if (depth == 1 && words[i].IsMark(','))
            {
                return false;
            }
        }

        return true;
    }

    // 'a.csv', or ['a.csv', 'b.csv']
    private static bool AddFiles(List<SqlWord> words, int i, ImmutableArray<string>.Builder files)
    {
        var isList = IsAt(words, i, '[');
        i += isList ? 1 : 0;
        while (i < words.Count && words[i].Kind == SqlWordKind.Text)
        {
            files.Add(words[i].Text);
            i++;
            if (!isList)
            {
                return IsAt(words, i, ')') || IsAt(words, i, ',');
            }

            if (IsAt(words, i, ']'))
            {
                return true;
            }

            i++;
        }

        return false;
    }

    // date 'today', 'now'::timestamp, cast('now' as timestamp)
    private static bool IsMoment(List<SqlWord> words, int i) =>
        words[i].Text.ToLowerInvariant() is "now" or "today" or "tomorrow" or "yesterday"
        && ((i > 0 && words[i - 1].Kind == SqlWordKind.Word && DateTypes.Contains(words[i - 1].Text))
            || (IsAt(words, i + 1, ':') && IsAt(words, i + 2, ':'))
            || (i > 1 && IsAt(words, i - 1, '(') && words[i - 2].Is("cast")));

    private static bool IsTableLead(List<SqlWord> words, int i, Stack<string> calls) =>
        words[i].Is("from") ? !(i > 0 && words[i - 1].Is("distinct") && i > 1 && (words[i - 2].Is("is") || words[i - 2].Is("not"))) && !(calls.TryPeek(out var call) && TakesFrom.Contains(call))
        : words[i].Is("join") && !(i > 0 && words[i - 1].Is("array"));

    // The names of common table expressions: x as (, x (a, b) as (
    private static HashSet<string> Expressions(List<SqlWord> words)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isRecursive = words.Exists(static word => word.Is("recursive"));
        for (var i = 1; i + 1 < words.Count; i++)
        {
            if (!words[i].Is("as"))
            {
                continue;
            }

            var open = i + 1;
            while (open < words.Count && (words[open].Is("not") || words[open].Is("materialized")))
            {
                open++;
            }

            if (!IsAt(words, open, '('))
            {
                continue;
            }

            var name = i - 1;
            if (words[name].IsMark(')'))
            {
                while (name > 0 && !words[name].IsMark('('))
                {
                    name--;
                }

                name--;
            }

            if (name >= 0 && words[name].IsName && (isRecursive || !ReadsNamesake(words, open, words[name].Text)))
            {
                names.Add(words[name].Text);
            }
        }

        return names;
    }

    // Within its own parentheses an expression that is not recursive is not there yet: its name means a table.
    private static bool ReadsNamesake(List<SqlWord> words, int open, string name)
    {
        var depth = 1;
        for (var i = open + 1; i < words.Count && depth > 0; i++)
        {
            depth += words[i].IsMark('(') ? 1 : words[i].IsMark(')') ? -1 : 0;
            if (words[i].IsName && words[i].Text.Equals(name, StringComparison.OrdinalIgnoreCase)
                && (words[i - 1].Is("from") || words[i - 1].Is("join")) && !IsAt(words, i + 1, '.'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The tables of a from or a join, one after the other where commas are between them.</summary>
    private static string? Tables(List<SqlWord> words, int i, IReadOnlySet<string> inputs, HashSet<string> expressions, ImmutableArray<string>.Builder files)
    {
        var aliases = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (i < words.Count)
        {
            if (words[i].Kind == SqlWordKind.Text)
            {
                files.Add(words[i].Text);
                i++;
            }
            else
            {
                i += i < words.Count && (words[i].Is("only") || words[i].Is("lateral")) ? 1 : 0;
                var parts = Name(words, ref i);
                if (IsAt(words, i, '('))
                {
                    // What is in a function, or in a query, is read on its own; what is joined in parentheses begins with a table.
                    if (parts.Count == 0 && i + 1 < words.Count && !QueryLead.Contains(words[i + 1].Text)
                        && Tables(words, i + 1, inputs, expressions, files) is { } doubt)
                    {
                        return doubt;
                    }

                    i = Behind(words, i);
                }
                else if (parts.Count == 0 || (parts.Count == 1 && NoTable.Contains(parts[0])))
                {
                    return null;
                }
                else if (!IsKnown(parts, inputs, expressions) && !(parts.Count > 1 && aliases.Contains(parts[0])))
                {
                    return $"its SQL reads {string.Join('.', parts)} without ref() or source()";
                }
                else
                {
                    aliases.Add(parts[^1]);
                }
            }

            i += i < words.Count && words[i].Is("as") ? 1 : 0;
            if (i < words.Count && words[i].IsName)
            {
                aliases.Add(words[i++].Text);
                i = IsAt(words, i, '(') ? Behind(words, i) : i;
            }

            if (!IsAt(words, i, ','))
            {
                return null;
            }

            i++;
        }

        return null;
    }

    // Where the parenthesis is closed that is open here, and one further.
    private static int Behind(List<SqlWord> words, int i)
    {
        var depth = 0;
        do
        {
            depth += IsAt(words, i, '(') ? 1 : IsAt(words, i, ')') ? -1 : 0;
            i++;
        }
        while (depth > 0 && i < words.Count);
        return i;
    }

    private static List<string> Name(List<SqlWord> words, ref int i)
    {
        var parts = new List<string>(3);
        while (i < words.Count && words[i].IsName)
        {
            parts.Add(words[i++].Text);
            if (!IsAt(words, i, '.'))
            {
                break;
            }

            i++;
        }

        return parts;
    }

    private static bool IsKnown(List<string> parts, IReadOnlySet<string> inputs, HashSet<string> expressions)
    {
        var name = parts[^1].ToLowerInvariant();
        return parts.Count == 1
            ? expressions.Contains(name) || inputs.Contains(name)
            : inputs.Contains($"{parts[^2].ToLowerInvariant()}.{name}") || (parts[^2] is "system" && name is "one" or "numbers");
    }
}
