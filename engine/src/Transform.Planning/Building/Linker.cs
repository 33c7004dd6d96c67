using System.Collections.Immutable;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Follows the references of drafts to what they lead to.</summary>
internal sealed class Linker(Plan plan, NameIndex names, IReadOnlyDictionary<string, Draft> drafts)
{
    public void Link(Draft draft)
    {
        var found = new List<string>();
        foreach (var call in draft.Recorder.Sources)
        {
            Take(draft, names.Source(call, draft.Package.Name), found);
        }

        foreach (var call in draft.Recorder.Refs)
        {
            var (id, problem) = names.Ref(call, draft.Package.Name);
            if (id is null && (plan.Failed.Contains(call.Name) || call.Name == draft.Test?.MissingNode))
            {
                draft.IsCutOff = true;
                continue;
            }

            if (id is null || CheckAccess(draft, drafts[id], call))
            {
                Take(draft, (id, problem), found);
            }
        }

        foreach (var call in draft.Recorder.Functions)
        {
            if (names.Function(call, draft.Package.Name) is var link && (link.Id is not null || !plan.Failed.Contains(call.Name)))
            {
                Take(draft, link, found);
            }
            else
            {
                draft.IsCutOff = true;
            }
        }

        draft.DependsOn = [.. found];
    }

    private static bool IsForgiving(Draft draft) => draft.Type == ResourceType.Test;

    private void Take(Draft draft, (string? Id, Diagnostic? Problem) reference, List<string> found)
    {
        if (reference.Id is { } id)
        {
            if (!found.Contains(id))
            {
                found.Add(id);
            }

            return;
        }

        var problem = reference.Problem! with { NodeId = draft.UniqueId };
        draft.IsCutOff = true;
        if (draft.Type == ResourceType.UnitTest && problem.Code == DiagnosticCodes.DisabledReference)
        {
            return;
        }

        if (!IsForgiving(draft))
        {
            plan.Diagnostics.Add(problem);
        }
        else if (problem.Code != DiagnosticCodes.DisabledReference)
        {
            plan.Diagnostics.Add(problem with { Severity = Severity.Warning, Message = problem.Message + " The test is left out." });
        }
    }

    private bool CheckAccess(Draft draft, Draft target, RefCall call)
    {
        if (target.Type != ResourceType.Model)
        {
            return true;
        }

        var access = target.Resolved.Config.Text("access");
        var isRestricted = target.Package.Settings.Other["restrict-access"].TryGetBoolean(out var restricted) && restricted;
        var isElsewhere = !ReferenceEquals(draft.Package, target.Package);
        if (access == "private" && (draft.Group is null || draft.Group != target.Group || isElsewhere && isRestricted))
        {
            plan.Diagnostics.Add(Diagnostic.Error(
                DiagnosticCodes.AccessDenied,
                $"'{draft.Name}' may not read '{target.Name}': it is private to the group '{target.Group}'.",
                call.Span,
                $"Put '{draft.Name}' into the group '{target.Group}', or make '{target.Name}' protected or public.") with { NodeId = draft.UniqueId });
            return false;
        }

        if (access == "protected" && isElsewhere && isRestricted)
        {
            plan.Diagnostics.Add(Diagnostic.Error(
                DiagnosticCodes.AccessDenied,
                $"'{draft.Name}' may not read '{target.Name}': it is protected within the package '{target.Package.Name}'.",
                call.Span,
                $"Make '{target.Name}' public.") with { NodeId = draft.UniqueId });
            return false;
        }

        return true;
    }
}
