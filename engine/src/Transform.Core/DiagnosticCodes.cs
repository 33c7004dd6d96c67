namespace Transform.Core;

/// <summary>Every code that a diagnostic can carry; each has a page <c>docs/errors/CODE.md</c>. Ranges:
/// TF1xxx loading, TF2xxx templating, TF3xxx planning, TF4xxx SQL, TF5xxx warehouse, TF6xxx streaming and
/// ingestion, TF7xxx scheduling, TF9xxx a fault of Transform itself.</summary>
public static class DiagnosticCodes
{
    // Loading
    public const string ProjectNotFound = "TF1001";
    public const string InvalidYaml = "TF1002";
    public const string UnknownKey = "TF1003";
    public const string WrongType = "TF1004";
    public const string MissingKey = "TF1005";
    public const string ProfileNotFound = "TF1006";
    public const string TargetNotFound = "TF1007";
    public const string EnvironmentVariableMissing = "TF1008";
    public const string UnreadableFile = "TF1009";
    public const string UnreadableSeed = "TF1010";
    public const string InvalidValue = "TF1011";
    public const string UnwritableFolder = "TF1012";
    public const string UnknownAdapter = "TF1013";
    public const string DeprecatedSpelling = "TF1014";
    public const string DuplicateKey = "TF1015";
    public const string UnsupportedVersion = "TF1016";
    public const string PackagesNotInstalled = "TF1017";
    public const string PackageNotFound = "TF1018";
    public const string PackageVersionConflict = "TF1019";
    public const string PackageSourceFailed = "TF1020";
    public const string InvalidPackage = "TF1021";
    public const string PackageCycle = "TF1022";
    public const string DuplicatePackage = "TF1023";
    public const string UnpinnedPackage = "TF1024";

    // Templating
    public const string TemplateSyntax = "TF2001";
    public const string UndefinedName = "TF2002";
    public const string UnknownMacro = "TF2003";
    public const string WrongArguments = "TF2004";
    public const string OperationFailed = "TF2005";
    public const string RecursionLimit = "TF2006";
    public const string StepLimit = "TF2007";
    public const string RaisedByTemplate = "TF2008";
    public const string VariableMissing = "TF2009";

    // Planning
    public const string DuplicateName = "TF3001";
    public const string ReferenceNotFound = "TF3002";
    public const string SourceNotFound = "TF3003";
    public const string Cycle = "TF3004";
    public const string AmbiguousReference = "TF3005";
    public const string DisabledReference = "TF3006";
    public const string PatchWithoutNode = "TF3007";
    public const string TestNotFound = "TF3008";
    public const string InvalidSelector = "TF3009";
    public const string NothingSelected = "TF3010";
    public const string InvalidConfig = "TF3011";
    public const string UndeclaredDependency = "TF3012";
    public const string UnknownMaterialization = "TF3013";
    public const string UnusedConfigPath = "TF3014";
    public const string InvalidUnitTest = "TF3015";
    public const string UnlimitedBatches = "TF3016";
    public const string InvalidSemantics = "TF3020";
    public const string GroupNotFound = "TF3021";
    public const string AccessDenied = "TF3022";
    public const string InvalidContract = "TF3023";
    public const string InvalidVersions = "TF3024";
    public const string DeprecatedModel = "TF3025";
    public const string StateNotFound = "TF3030";
    public const string UnusableState = "TF3031";
    public const string ForeignState = "TF3032";
    public const string BrokenContract = "TF3033";
    public const string LargeSeed = "TF3034";

    // Warehouse
    public const string ConnectionFailed = "TF5001";
    public const string StatementFailed = "TF5002";
    public const string DatabaseLocked = "TF5003";
    public const string EngineNotFound = "TF5004";
    public const string Cancelled = "TF5005";
    public const string SchemaChanged = "TF5006";
    public const string DuplicateRelation = "TF5007";
    public const string TestFailed = "TF5008";
    public const string EmptySql = "TF5009";
    public const string PythonModel = "TF5012";
    public const string StaleSource = "TF5013";
    public const string RecordFailed = "TF5014";

    // Transform itself
    public const string InternalError = "TF9001";
    public const string Usage = "TF9002";
}
