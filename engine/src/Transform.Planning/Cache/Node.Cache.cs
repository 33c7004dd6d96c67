namespace Transform.Planning;

/// <content>Each kind of node writes what it has, and is made again from it, in the same order.</content>
public abstract partial record Node
{
    private protected Node(CacheReader reader)
    {
        UniqueId = reader.Text();
        Name = reader.Text();
        PackageName = reader.Text();
        Path = reader.Text();
        OriginalFilePath = reader.Text();
        Fqn = reader.Texts();
        Config = NodeCodec.ReadConfig(reader);
        UnrenderedConfig = reader.SharedDict();
        Templates = reader.Flag() ? reader.SharedDict() : null;
        Description = reader.Text();
        DocBlocks = reader.Texts();
        Tags = reader.Texts();
        Group = reader.MaybeText();
        Columns = [.. reader.List(NodeCodec.ReadColumn)];
        PatchPath = reader.MaybeText();
        DependsOn = reader.Texts();
        DependsOnMacros = reader.Texts();
        IsCutOff = reader.Flag();
        Span = reader.Span();
        PatchSpan = reader.Span();
    }

    internal virtual void Write(CacheWriter writer)
    {
        writer.Text(UniqueId);
        writer.Text(Name);
        writer.Text(PackageName);
        writer.Text(Path);
        writer.Text(OriginalFilePath);
        writer.Texts(Fqn);
        NodeCodec.Write(writer, Config);
        writer.SharedDict(UnrenderedConfig);
        writer.Flag(Templates is not null);
        if (Templates is not null)
        {
            writer.SharedDict(Templates);
        }

        writer.Text(Description);
        writer.Texts(DocBlocks);
        writer.Texts(Tags);
        writer.Text(Group);
        writer.List(Columns, column => NodeCodec.Write(writer, column));
        writer.Text(PatchPath);
        writer.Texts(DependsOn);
        writer.Texts(DependsOnMacros);
        writer.Flag(IsCutOff);
        writer.Span(Span);
        writer.Span(PatchSpan);
    }
}

public abstract partial record RelationNode
{
    private protected RelationNode(CacheReader reader)
        : base(reader)
    {
        Database = reader.MaybeText();
        Schema = reader.Text();
        Alias = reader.Text();
        Quoting = NodeCodec.ReadQuoting(reader);
        RelationName = reader.MaybeText();
        ExternalLocation = reader.MaybeText();
    }

    internal override void Write(CacheWriter writer)
    {
        base.Write(writer);
        writer.Text(Database);
        writer.Text(Schema);
        writer.Text(Alias);
        NodeCodec.Write(writer, Quoting);
        writer.Text(RelationName);
        writer.Text(ExternalLocation);
    }
}

public abstract partial record TemplateNode
{
    // One of several in its file, which the template's source is then.
    private bool IsBlock => this is SnapshotNode && !RawCode.AsSpan().Trim().SequenceEqual(Template.Source.Text.AsSpan().Trim());

    private protected TemplateNode(CacheReader reader)
        : base(reader)
    {
        Template = NodeCodec.ReadTemplate(reader);
        RawCode = reader.Text();
        Checksum = reader.Text();
        Refs = [.. reader.List(NodeCodec.ReadRef)];
        Sources = [.. reader.List(NodeCodec.ReadSource)];
        Metrics = [.. reader.List(NodeCodec.ReadMetric)];
        Functions = [.. reader.List(NodeCodec.ReadFunction)];
    }

    internal override void Write(CacheWriter writer)
    {
        base.Write(writer);
        NodeCodec.Write(writer, Template, IsBlock ? Name : null);
        writer.Text(RawCode);
        writer.Text(Checksum);
        writer.List(Refs, call => NodeCodec.Write(writer, call));
        writer.List(Sources, call => NodeCodec.Write(writer, call));
        writer.List(Metrics, call => NodeCodec.Write(writer, call));
        writer.List(Functions, call => NodeCodec.Write(writer, call));
    }
}

public sealed partial record FunctionNode
{
    internal FunctionNode(CacheReader reader)
        : base(reader)
    {
        Arguments = reader.Items();
        Returns = reader.Dict();
    }

    internal override void Write(CacheWriter writer)
    {
        base.Write(writer);
        writer.Items(Arguments);
        writer.Dict(Returns);
    }
}

public sealed partial record ModelNode
{
    internal ModelNode(CacheReader reader)
        : base(reader)
    {
        Language = reader.Text();
        Access = reader.Text();
        Constraints = reader.Items();
        Version = reader.Value();
        LatestVersion = reader.Value();
        DeprecationDate = reader.Value();
        TimeSpine = reader.Value();
        PrimaryKey = reader.Texts();
        IsMicrobatch = reader.Flag();
    }

    internal override void Write(CacheWriter writer)
    {
        base.Write(writer);
        writer.Text(Language);
        writer.Text(Access);
        writer.Items(Constraints);
        writer.Value(Version);
        writer.Value(LatestVersion);
        writer.Value(DeprecationDate);
        writer.Value(TimeSpine);
        writer.Texts(PrimaryKey);
        writer.Flag(IsMicrobatch);
    }
}

public sealed partial record AnalysisNode
{
    internal AnalysisNode(CacheReader reader)
        : base(reader)
    {
    }
}

public sealed partial record SnapshotNode
{
    internal SnapshotNode(CacheReader reader)
        : base(reader)
    {
    }
}

public sealed partial record TestNode
{
    internal TestNode(CacheReader reader)
        : base(reader)
    {
        Metadata = reader.Flag() ? new TestMetadata(reader.Text(), reader.MaybeText(), reader.Dict()) : null;
        ColumnName = reader.MaybeText();
        FileKeyName = reader.MaybeText();
        AttachedNode = reader.MaybeText();
    }

    internal override void Write(CacheWriter writer)
    {
        base.Write(writer);
        writer.Flag(Metadata is not null);
        if (Metadata is not null)
        {
            writer.Text(Metadata.Name);
            writer.Text(Metadata.Namespace);
            writer.Dict(Metadata.Arguments);
        }

        writer.Text(ColumnName);
        writer.Text(FileKeyName);
        writer.Text(AttachedNode);
    }
}

public sealed partial record OperationNode
{
    internal OperationNode(CacheReader reader)
        : base(reader)
    {
        Index = reader.Count();
        IsStart = reader.Flag();
    }

    internal override void Write(CacheWriter writer)
    {
        base.Write(writer);
        writer.Number(Index);
        writer.Flag(IsStart);
    }
}

public sealed partial record SeedNode
{
    internal SeedNode(CacheReader reader)
        : base(reader)
    {
        Checksum = reader.Text();
        ChecksumName = reader.Text();
    }

    internal override void Write(CacheWriter writer)
    {
        base.Write(writer);
        writer.Text(Checksum);
        writer.Text(ChecksumName);
        NodeCodec.Write(writer, File);
    }
}

public sealed partial record SourceNode
{
    internal SourceNode(CacheReader reader)
        : base(reader)
    {
        SourceDescription = reader.Text();
        Loader = reader.Text();
        LoadedAtField = reader.MaybeText();
        LoadedAtQuery = reader.MaybeText();
        Freshness = reader.Value();
        External = reader.Value();
        SourceMeta = reader.Dict();
        DeclaredQuoting = (reader.MaybeFlag(), reader.MaybeFlag(), reader.MaybeFlag());
        DeclaredDatabase = reader.MaybeText();
        DeclaredSchema = reader.MaybeText();
    }

    internal override void Write(CacheWriter writer)
    {
        base.Write(writer);
        writer.Text(SourceDescription);
        writer.Text(Loader);
        writer.Text(LoadedAtField);
        writer.Text(LoadedAtQuery);
        writer.Value(Freshness);
        writer.Value(External);
        writer.Dict(SourceMeta);
        writer.Flag(DeclaredQuoting.Database);
        writer.Flag(DeclaredQuoting.Schema);
        writer.Flag(DeclaredQuoting.Identifier);
        writer.Text(DeclaredDatabase);
        writer.Text(DeclaredSchema);
        writer.Text(SourceName);
    }
}

public sealed partial record DeclaredNode
{
    internal DeclaredNode(ResourceType type, CacheReader reader)
        : base(reader)
    {
        ResourceType = type;
        Values = reader.Dict();
        Refs = [.. reader.List(NodeCodec.ReadRef)];
        Sources = [.. reader.List(NodeCodec.ReadSource)];
        Metrics = [.. reader.List(NodeCodec.ReadMetric)];
    }

    internal override void Write(CacheWriter writer)
    {
        base.Write(writer);
        writer.Dict(Values);
        writer.List(Refs, call => NodeCodec.Write(writer, call));
        writer.List(Sources, call => NodeCodec.Write(writer, call));
        writer.List(Metrics, call => NodeCodec.Write(writer, call));
    }
}
