using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>A parsed template. Immutable and safe to render on several threads at once.</summary>
public sealed class Template
{
    private readonly Lazy<Template>? parsed;
    private readonly ImmutableArray<Stmt> body;
    private readonly ImmutableArray<MacroBlock> blocks;
    private readonly string? constantText;
    private TemplateCode? code;
    private TemplateCode? nativeCode;

    internal Template(SourceText source, ImmutableArray<Stmt> body, ImmutableArray<MacroBlock> blocks)
    {
        Source = source;
        this.body = body;
        this.blocks = blocks;
    }

    /// <summary>A file of which only the blocks' heads are known as yet.</summary>
    internal Template(SourceText source, Lazy<Template> parsed, ImmutableArray<MacroBlock> blocks)
    {
        Source = source;
        this.parsed = parsed;
        this.blocks = blocks;
    }

    private Template(SourceText source, Func<Template> parse)
    {
        Source = source;
        parsed = new Lazy<Template>(parse);
    }

    public SourceText Source { get; }

    public ImmutableArray<Stmt> Body => parsed is null ? body : parsed.Value.Body;

    /// <summary>The macro, test, materialization, snapshot and docs blocks of the top level, in their order.</summary>
    public ImmutableArray<MacroBlock> Blocks => blocks.IsDefault ? parsed!.Value.Blocks : blocks;

    /// <summary>Whether it prints the same text in every context: there is no Jinja in it beyond comments and raw blocks.</summary>
    public bool IsConstant => ConstantText is not null;

    /// <summary>The template made ready to run: built by the first render, shared by all.</summary>
    internal TemplateCode Code => code ??= CodeBuilder.Build(this, false);

    /// <summary>The same for a render that gives a value.</summary>
    internal TemplateCode NativeCode => nativeCode ??= CodeBuilder.Build(this, true);

    /// <summary>What it prints when it is constant, else null.</summary>
    public string? ConstantText
    {
        get => blocks.IsDefault ? parsed!.Value.ConstantText : constantText;
        internal init => constantText = value;
    }

    /// <summary>Parses a template.</summary>
    /// <exception cref="TransformException">Syntax errors (TF2001), each with its place.</exception>
    public static Template Parse(SourceText source, TemplateOptions? options = null) =>
        Parser.Parse(source, options ?? TemplateOptions.Default);

    /// <summary>A template that is known to be right: it is parsed when more of it than its source is first asked for.</summary>
    public static Template Later(SourceText source, Func<Template> parse) => new(source, parse);

    /// <summary>A file that is known to be right and to define blocks: it is parsed when the content of a block is first asked for.</summary>
    public static Template ParseLater(SourceText source) => BlockOutline.TryRead(source) ?? Parse(source);
}
