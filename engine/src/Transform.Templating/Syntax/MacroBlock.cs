using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>The kinds of named block that a file can define.</summary>
public enum BlockKind : byte
{
    Macro,
    Test,
    Materialization,
    Snapshot,
    Docs,
    Function,
}

/// <summary>A named block: a macro or one of dbt's relatives of it. Called, it renders its body with the render's globals (never
/// the caller's local names) and gives the text, or the value given to <c>return()</c>.</summary>
public sealed class MacroBlock : ICallable
{
    private readonly Func<BlockContent>? read;
    private BlockContent? content;
    private string? docsText;
    private BlockCode? code;
    private Template? template;

    internal MacroBlock(BlockKind kind, string name, SourceSpan span, BlockContent content)
    {
        Kind = kind;
        Name = name;
        Span = span;
        this.content = content;
    }

    /// <summary>A block whose content is read when it is first asked for.</summary>
    internal MacroBlock(BlockKind kind, string name, SourceSpan span, Func<BlockContent> read)
    {
        Kind = kind;
        Name = name;
        Span = span;
        this.read = read;
    }

    public BlockKind Kind { get; }

    /// <summary>As written: <c>{% test foo(model) %}</c> is <c>foo</c>.</summary>
    public string Name { get; }

    public ImmutableArray<MacroParameter> Parameters => Content.Parameters;

    /// <summary>The whole block.</summary>
    public SourceSpan Span { get; }

    public SourceSpan NameSpan { get; internal init; }

    public ImmutableArray<Stmt> Body => Content.Body;

    /// <summary>The place of the body: what lies between the opening and the closing tag.</summary>
    public SourceSpan BodySpan => Content.BodySpan;

    /// <summary>A materialization's adapter, else <c>default</c>.</summary>
    public string Adapter { get; internal init; } = "default";

    /// <summary>A materialization's languages.</summary>
    public ImmutableArray<string> SupportedLanguages => Content.SupportedLanguages;

    /// <summary>The package that the block belongs to: set by the owner, shown in frames.</summary>
    public string? PackageName { get; set; }

    /// <summary>Anything that the owner wants to find again from the block.</summary>
    public object? Tag { get; set; }

    /// <summary>The block's source, as dbt keeps it in <c>macro_sql</c>: with the whitespace that its outer tags strip.</summary>
    public string Text => Span.Source.Text.Substring(Span.Start, Span.Length);

    /// <summary>The text between the tags, as written: a snapshot's <c>raw_code</c>.</summary>
    public string BodyText => Span.Source.Text.Substring(BodySpan.Start, BodySpan.Length);

    /// <summary>A docs block's text, stripped; its Jinja is rendered without any context, as in dbt.</summary>
    public string DocsText => docsText ??= Kind == BlockKind.Docs ? Renderer.RenderDocs(this) : string.Empty;

    /// <summary>The name that dbt files it under: <c>x</c>, <c>test_x</c>, <c>materialization_x_default</c>.</summary>
    public string UniqueName => Kind switch
    {
        BlockKind.Test => "test_" + Name,
        BlockKind.Materialization => $"materialization_{Name}_{Adapter}",
        _ => Name,
    };

    public string TypeName => "macro";

    /// <summary>The body as a template of its own, with its places in the file: a snapshot's query.</summary>
    public Template ToTemplate() => template ??= new Template(Span.Source, Body, []);

    internal MacroFeatures Features => Content.Features;

    internal BlockContent Content => content ??= read!();

    /// <summary>The block made ready to run: built by the first call, shared by all.</summary>
    internal BlockCode Code => code ??= CodeBuilder.Build(this);

    public Value Call(RenderState state, Arguments arguments) => Code.Call(null, state, arguments);

    public bool TryGetAttribute(string name, out Value value) => TemplateMacro.TryDescribe(Code, name, out value);

    public string Render() => $"<Macro '{Name}'>";
}
