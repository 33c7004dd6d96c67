using Transform.Adapters;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Writes and reads nodes; what each kind has is said next to it in <c>Node.Cache.cs</c>.</summary>
internal static class NodeCodec
{
    public static void Write(CacheWriter writer, Node node)
    {
        writer.Byte((byte)node.ResourceType);
        node.Write(writer);
    }

    public static Node Read(CacheReader reader) => (ResourceType)reader.Byte() switch
    {
        ResourceType.Model => new ModelNode(reader),
        ResourceType.Test => new TestNode(reader),
        ResourceType.Seed => new SeedNode(reader) { File = ReadSeedFile(reader) },
        ResourceType.Snapshot => new SnapshotNode(reader),
        ResourceType.Source => new SourceNode(reader) { SourceName = reader.Text() },
        ResourceType.Analysis => new AnalysisNode(reader),
        ResourceType.Operation => new OperationNode(reader),
        ResourceType.Function => new FunctionNode(reader),
        var type => new DeclaredNode(type, reader),
    };

    public static void Write(CacheWriter writer, NodeConfig config) => writer.SharedDict(config.Values);

    public static NodeConfig ReadConfig(CacheReader reader) => new(reader.SharedDict());

    public static void Write(CacheWriter writer, SeedFile file)
    {
        writer.Text(file.Path);
        writer.Text(file.ResourceRoot);
        writer.Text(file.AbsolutePath);
    }

    public static SeedFile ReadSeedFile(CacheReader reader) => new(reader.Text(), reader.Text(), reader.Text());

    public static void Write(CacheWriter writer, NodeColumn column)
    {
        writer.Text(column.Name);
        writer.Span(column.Span);
        writer.Text(column.Description);
        writer.Dict(column.Meta);
        writer.Text(column.DataType);
        writer.Flag(column.Quote);
        writer.Text(column.Granularity);
        writer.Texts(column.Tags);
        writer.Items(column.Constraints);
        writer.Dict(column.Config);
        writer.Texts(column.DocBlocks);
        writer.Dict(column.Other);
    }

    public static NodeColumn ReadColumn(CacheReader reader) => new()
    {
        Name = reader.Text(),
        Span = reader.Span(),
        Description = reader.Text(),
        Meta = reader.Dict(),
        DataType = reader.MaybeText(),
        Quote = reader.MaybeFlag(),
        Granularity = reader.MaybeText(),
        Tags = reader.Texts(),
        Constraints = reader.Items(),
        Config = reader.Dict(),
        DocBlocks = reader.Texts(),
        Other = reader.Dict(),
    };

    public static void Write(CacheWriter writer, RefCall call)
    {
        writer.Text(call.Package);
        writer.Text(call.Name);
        writer.Value(call.Version);
        writer.Span(call.Span);
    }

    public static RefCall ReadRef(CacheReader reader) => new(reader.MaybeText(), reader.Text(), reader.Value(), reader.Span());

    public static void Write(CacheWriter writer, SourceCall call)
    {
        writer.Text(call.Source);
        writer.Text(call.Table);
        writer.Span(call.Span);
    }

    public static SourceCall ReadSource(CacheReader reader) => new(reader.Text(), reader.Text(), reader.Span());

    public static void Write(CacheWriter writer, MetricCall call)
    {
        writer.Text(call.Package);
        writer.Text(call.Name);
        writer.Span(call.Span);
    }

    public static MetricCall ReadMetric(CacheReader reader) => new(reader.MaybeText(), reader.Text(), reader.Span());

    public static void Write(CacheWriter writer, FunctionCall call)
    {
        writer.Text(call.Package);
        writer.Text(call.Name);
        writer.Span(call.Span);
    }

    public static FunctionCall ReadFunction(CacheReader reader) => new(reader.MaybeText(), reader.Text(), reader.Span());

    public static void Write(CacheWriter writer, QuotePolicy quoting)
    {
        writer.Flag(quoting.Database);
        writer.Flag(quoting.Schema);
        writer.Flag(quoting.Identifier);
    }

    public static QuotePolicy ReadQuoting(CacheReader reader) => new(reader.Flag(), reader.Flag(), reader.Flag());

    /// <summary>A template by its text: the whole of it, or the block of a snapshot.</summary>
    public static void Write(CacheWriter writer, Template template, string? block)
    {
        writer.Source(template.Source);
        writer.Text(block);
    }

    public static Template ReadTemplate(CacheReader reader)
    {
        var source = reader.Source();
        return reader.MaybeText() is { } block
            ? Template.Later(source, () => SqlFile.ParseBlocks(source).Blocks.First(b => b.Kind == BlockKind.Snapshot && b.Name == block).ToTemplate())
            : Template.Later(source, () => Template.Parse(source));
    }

    public static void Write(CacheWriter writer, Diagnostic diagnostic)
    {
        writer.Text(diagnostic.Code);
        writer.Byte((byte)diagnostic.Severity);
        writer.Text(diagnostic.Message);
        writer.Span(diagnostic.Span);
        writer.Text(diagnostic.Hint);
        writer.List(diagnostic.Frames, frame =>
        {
            writer.Text(frame.Name);
            writer.Span(frame.Span);
        });
        writer.Text(diagnostic.NodeId);
        writer.Text(diagnostic.Column);
        writer.Text(diagnostic.Deprecation);
        writer.Number(diagnostic.Occurrences);
        writer.Text(diagnostic.Event);
    }

    public static Diagnostic ReadDiagnostic(CacheReader reader) =>
        new(reader.Text(), (Severity)reader.Byte(), reader.Text(), reader.Span(), reader.MaybeText())
        {
            Frames = [.. reader.List(static r => new DiagnosticFrame(r.Text(), r.Span()!.Value))],
            NodeId = reader.MaybeText(),
            Column = reader.MaybeText(),
            Deprecation = reader.MaybeText(),
            Occurrences = reader.Count(),
            Event = reader.MaybeText(),
        };
}
