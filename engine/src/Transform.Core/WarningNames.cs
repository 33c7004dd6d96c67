using System.Collections.Frozen;

namespace Transform.Core;

/// <summary>The names by which dbt tells its warnings apart, and which of ours bear them.</summary>
public static class WarningNames
{
    /// <summary>The group of all deprecations.</summary>
    public const string Deprecations = "Deprecations";

    /// <summary>The name of <c>exceptions.warn()</c>.</summary>
    public const string RaisedByTemplate = "JinjaLogWarning";

    /// <summary>The name of a test that warns.</summary>
    public const string TestResult = "LogTestResult";

    private static readonly FrozenSet<string> DeprecationNames = new[]
    {
        "AdapterDeprecationWarning", "ArgumentsPropertyInGenericTestDeprecation", "BehaviorChangeEvent", "CollectFreshnessReturnSignature",
        "ConfigDataPathDeprecation", "ConfigLogPathDeprecation", "ConfigSourcePathDeprecation", "ConfigTargetPathDeprecation",
        "CustomKeyInConfigDeprecation", "CustomKeyInObjectDeprecation", "CustomOutputPathInSourceFreshnessDeprecation",
        "CustomTopLevelKeyDeprecation", "DeprecationsSummary", "DuplicateNameDistinctNodeTypesDeprecation", "DuplicateYAMLKeysDeprecation",
        "EnvironmentVariableNamespaceDeprecation", "EnvironmentVariableRenamed", "ExposureNameDeprecation",
        "GenericJSONSchemaValidationDeprecation", "GetMetaKeyWarning", "InternalDeprecation", "MFCumulativeTypeParamsDeprecation",
        "MFTimespineWithoutYamlConfigurationDeprecation", "MetricAttributesRenamed", "MicrobatchMacroOutsideOfBatchesDeprecation",
        "MissingArgumentsPropertyInGenericTestDeprecation", "MissingPlusPrefixDeprecation", "ModelParamUsageDeprecation",
        "ModulesItertoolsUsageDeprecation", "PackageInstallPathDeprecation", "PackageMaterializationOverrideDeprecation",
        "PackageRedirectDeprecation", "ProjectFlagsMovedDeprecation", "PropertyMovedToConfigDeprecation", "ResourceNamesWithSpacesDeprecation",
        "SourceFreshnessProjectHooksNotRun", "SourceOverrideDeprecation", "SpacesInResourceNameDeprecation", "TestsConfigDeprecation",
        "UnexpectedJinjaBlockDeprecation", "WEOIncludeExcludeDeprecation",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> OtherNames = new[]
    {
        "AdapterEventWarning", "CatalogGenerationError", "ConstraintNotEnforced", "ConstraintNotSupported", "DeprecatedModel",
        "DeprecatedReference", "DepsScrubbedPackageName", "DepsUnpinned", "FreshnessConfigProblem", "InvalidConcurrentBatchesConfig",
        "InvalidMacroAnnotation", "InvalidValueForField", RaisedByTemplate, "LogFreshnessResult", "LogNodeResult", TestResult,
        "MacroNotFoundForPatch", "MicrobatchModelNoEventTimeInputs", "NoNodeForYamlKey", "NoNodesForSelectionCriteria", "NoNodesSelected",
        "NodeNotFoundOrDisabled", "NothingToDo", "PackageNodeDependsOnRootProjectNode", "RunResultWarning", "RunResultWarningMessage",
        "SeedExceedsLimitAndPathChanged", "SeedExceedsLimitChecksumChanged", "SeedExceedsLimitSamePath", "SeedIncreased",
        "SemanticValidationFailure", "SnapshotTimestampWarning", "TypeCodeNotFound", "UnsupportedConstraintMaterialization",
        "UnusedResourceConfigPath", "UnusedTables", "UnversionedBreakingChange", "UpcomingReferenceDeprecation", "ValidationWarning",
        "WarnStateTargetEqual", "WrongResourceSchemaFile",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Where a code has several of dbt's names, the diagnostic carries its own.
    private static readonly FrozenDictionary<string, string> Codes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [DiagnosticCodes.DuplicateKey] = "DuplicateYAMLKeysDeprecation",
        [DiagnosticCodes.UnpinnedPackage] = "DepsUnpinned",
        [DiagnosticCodes.ReferenceNotFound] = "NodeNotFoundOrDisabled",
        [DiagnosticCodes.SourceNotFound] = "NodeNotFoundOrDisabled",
        [DiagnosticCodes.PatchWithoutNode] = "NoNodeForYamlKey",
        [DiagnosticCodes.NothingSelected] = "NoNodesForSelectionCriteria",
        [DiagnosticCodes.UnusedConfigPath] = "UnusedResourceConfigPath",
        [DiagnosticCodes.UnlimitedBatches] = "MicrobatchModelNoEventTimeInputs",
        [DiagnosticCodes.DeprecatedModel] = "DeprecatedModel",
        [DiagnosticCodes.RaisedByTemplate] = RaisedByTemplate,
        [DiagnosticCodes.TestFailed] = TestResult,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every name that can be given.</summary>
    public static IEnumerable<string> All => DeprecationNames.Concat(OtherNames).Append(Deprecations);

    public static bool IsDeprecation(string name) => DeprecationNames.Contains(name);

    public static bool IsKnown(string name) => name == Deprecations || DeprecationNames.Contains(name) || OtherNames.Contains(name);

    /// <summary>dbt's name of a warning; null for what dbt lets pass without a word.</summary>
    public static string? Of(Diagnostic diagnostic) => diagnostic.Deprecation ?? diagnostic.Event ?? Codes.GetValueOrDefault(diagnostic.Code);
}
