using System.Collections.Immutable;
using System.Globalization;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

/// <summary>Puts tables together from the catalog's rows, one for each column, which may come in any order.</summary>
internal sealed class CatalogReader
{
    private const string StatisticPrefix = "stats:";

    private readonly Dictionary<(string? Database, string Schema, string Name), Entry> tables = [];

    public void Add(TableObject rows)
    {
        var places = new Places(rows);
        foreach (var row in rows.Rows)
        {
            var key = (Text(row, places.Database), Required(row, places.Schema), Required(row, places.Name));
            if (!tables.TryGetValue(key, out var entry))
            {
                tables[key] = entry = new Entry(
                    new CatalogTable(
                        string.Empty, Required(row, places.Type), key.Item1, key.Item2, key.Item3, Text(row, places.Comment), Text(row, places.Owner), [],
                        Statistics(row, places)),
                    []);
            }

            entry.Columns.Add(new CatalogColumn(
                Required(row, places.ColumnName), Required(row, places.ColumnType), Number(row[places.ColumnIndex]), Text(row, places.ColumnComment)));
        }
    }

    /// <summary>The tables of nodes: those of exactly their names, else those whose names differ in case alone.</summary>
    public ImmutableArray<CatalogTable> Of(IEnumerable<RelationNode> nodes)
    {
        var found = new SortedDictionary<string, CatalogTable>(StringComparer.Ordinal);
        var taken = new HashSet<(string?, string, string)>();
        var others = new List<RelationNode>();
        foreach (var node in nodes)
        {
            var key = (string.IsNullOrEmpty(node.Database) ? null : node.Database, node.Schema, node.Alias);
            if (Find(key) is { } entry)
            {
                taken.Add((entry.Table.Database, entry.Table.Schema, entry.Table.Name));
                found[node.UniqueId] = entry.Build(node.UniqueId);
            }
            else
            {
                others.Add(node);
            }
        }

        if (others.Count > 0)
        {
            var rest = tables.Where(pair => !taken.Contains(pair.Key))
                .GroupBy(pair => Folded(pair.Key.Database, pair.Key.Schema, pair.Key.Name), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);
            foreach (var node in others)
            {
                if (rest.TryGetValue(Folded(node.Database, node.Schema, node.Alias), out var entry))
                {
                    found[node.UniqueId] = entry.Build(node.UniqueId);
                }
            }
        }

        return [.. found.Values];
    }

    // A warehouse without databases says that of a table in one way, and of a node in another.
    private Entry? Find((string? Database, string Schema, string Name) key) =>
        tables.TryGetValue(key, out var entry) || (key.Database is null && tables.TryGetValue((string.Empty, key.Schema, key.Name), out entry)) ? entry : null;

    private static string Folded(string? database, string schema, string name) =>
        $"{database}\0{schema}\0{name}".ToLowerInvariant();

    private static ImmutableArray<CatalogStatistic> Statistics(Value[] row, Places places)
    {
        if (places.Statistics.Count == 0)
        {
            return [];
        }

        var statistics = ImmutableArray.CreateBuilder<CatalogStatistic>();
        foreach (var (id, statistic) in places.Statistics)
        {
            if (statistic is { Label: { } label, Value: { } value, Description: { } description, Include: { } include } && row[include].IsTruthy)
            {
                statistics.Add(new CatalogStatistic(id, row[label].ToString(), row[value], row[description].ToString()));
            }
        }

        return statistics.DrainToImmutable();
    }

    private static string? Text(Value[] row, int? place) => place is { } at && !row[at].IsMissing ? row[at].ToString() : null;

    private static string Required(Value[] row, int place) => row[place].ToString();

    private static long Number(Value value) =>
        value.TryGetInt64(out var number) ? number
        : decimal.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? (long)parsed
        : throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"The catalog says {value.Repr()} for column_index, which is no number.", hint: "Look at the project's own get_catalog.");

    private sealed record Entry(CatalogTable Table, List<CatalogColumn> Columns)
    {
        public CatalogTable Build(string uniqueId) => Table with { UniqueId = uniqueId, Columns = [.. Columns] };
    }

    private sealed class Statistic
    {
        public int? Label { get; set; }

        public int? Value { get; set; }

        public int? Description { get; set; }

        public int? Include { get; set; }
    }

    /// <summary>Where the catalog's columns are.</summary>
    private sealed class Places
    {
        private readonly Dictionary<string, int> places = new(StringComparer.OrdinalIgnoreCase);

        public Places(TableObject rows)
        {
            for (var i = 0; i < rows.Names.Count; i++)
            {
                places[rows.Names[i]] = i;
                if (rows.Names[i].Split(':') is [var prefix, var id, var part] && prefix + ':' == StatisticPrefix)
                {
                    Note(id, part, i);
                }
            }

            Schema = Required("table_schema");
            Name = Required("table_name");
            Type = Required("table_type");
            ColumnName = Required("column_name");
            ColumnIndex = Required("column_index");
            ColumnType = Required("column_type");
            Database = Optional("table_database");
            Comment = Optional("table_comment");
            Owner = Optional("table_owner");
            ColumnComment = Optional("column_comment");
        }

        public int? Database { get; }

        public int Schema { get; }

        public int Name { get; }

        public int Type { get; }

        public int? Comment { get; }

        public int? Owner { get; }

        public int ColumnName { get; }

        public int ColumnIndex { get; }

        public int ColumnType { get; }

        public int? ColumnComment { get; }

        /// <summary>By id, in the order in which the catalog has them.</summary>
        public List<KeyValuePair<string, Statistic>> Statistics { get; } = [];

        private int? Optional(string name) => places.TryGetValue(name, out var place) ? place : null;

        private int Required(string name) => Optional(name) ?? throw TransformException.Error(
            DiagnosticCodes.OperationFailed,
            $"The catalog has no column '{name}': it has {string.Join(", ", places.Keys)}.",
            hint: "Look at the project's own get_catalog or get_catalog_relations.");

        private void Note(string id, string part, int place)
        {
            var statistic = Statistics.Find(known => known.Key == id).Value;
            if (statistic is null)
            {
                Statistics.Add(KeyValuePair.Create(id, statistic = new Statistic()));
            }

            switch (part)
            {
                case "label":
                    statistic.Label = place;
                    break;
                case "value":
                    statistic.Value = place;
                    break;
                case "description":
                    statistic.Description = place;
                    break;
                case "include":
                    statistic.Include = place;
                    break;
            }
        }
    }
}
