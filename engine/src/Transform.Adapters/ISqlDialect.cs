namespace Transform.Adapters;

/// <summary>How a warehouse writes names and texts. Needs no connection. The one place that quotes and escapes.</summary>
public interface ISqlDialect
{
    /// <summary>A query in a <c>from</c> must have an alias.</summary>
    bool SubqueriesNeedAlias => false;

    /// <summary>An identifier in the warehouse's quotes, with quotes in it escaped.</summary>
    string Quote(string identifier);

    /// <summary>A text as a literal, escaped.</summary>
    string Literal(string text);

    /// <summary>The relation's name as SQL, quoted as its policy says.</summary>
    string Render(Relation relation);
}
