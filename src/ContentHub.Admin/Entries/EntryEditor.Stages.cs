using ContentHub.Entries;

namespace ContentHub.Admin.Entries;

/// <summary>What is done to an entry beside saving what was typed: taking it back from the public, going back to what was.</summary>
public sealed partial class EntryEditor
{
    private const string PublishId = "publish";

    private async Task UnpublishAsync()
    {
        if (await _unpublish.AskAsync()) await ChangeAsync(T("Unpublished."), expected => entries.UnpublishAsync(Actor, Route, KeyOf(_form!.View!), expected, EntryQuery.PanelEverything, _leaving.Token));
    }

    private async Task DiscardDraftAsync()
    {
        if (await _back.AskAsync()) await ChangeAsync(T("The draft is what is public again."), expected => entries.DiscardDraftAsync(Actor, Route, KeyOf(_form!.View!), expected, EntryQuery.PanelEverything, _leaving.Token));
    }

    /// <summary>Changes the entry without what is typed, which stays.</summary>
    private async Task ChangeAsync(string said, Func<IReadOnlyList<EntryVersion>, Task<Result<EntryView>>> change)
    {
        if (_busy || _form is not { View: { } view } form) return;
        _busy = true;
        var result = await change([new EntryVersion(view.Entry.Id, form.BasedOn ?? view.Entry.Version)]);
        _busy = false;
        if (!result.Ok(out var changed, out var problem))
        {
            if (problem is Problem.Stale) await MergeAndSayAsync();
            else await RefusedAsync(problem);
            return;
        }

        // The answer may show the public row; the form goes on from the draft.
        _problem = null;
        form.Rebase(await ReadAsync() is { Problem: null } read ? read.Value : changed);
        await LookAsync();
        toasts.Say(said);
        // What was pressed may have no sense any more and be gone; nobody is to begin at the top of the page for that.
        StateHasChanged();
        if (MayPublish) await script.FocusWhenLostAsync(PublishId);
    }

    /// <summary>Says why nothing was done. Of an entry that somebody deleted meanwhile nothing is offered any more; what was typed stays.</summary>
    private async Task RefusedAsync(Problem problem)
    {
        _gone = problem is Problem.NotFound && _form?.View is not null && await ReadAsync() is { Problem: Problem.NotFound };
        if (_gone) (_problem, _state, _public, _newer) = (null, null, null, null);
        else _problem = SavingProblem.Spoken(problem);
    }

    /// <summary>It came back from the trash, as a new version.</summary>
    private async Task BackAsync(EntryView restored)
    {
        _gone = false;
        _form!.Rebase(await ReadAsync() is { Problem: null } read ? read.Value : restored);
        await LookAsync();
        toasts.Say(T("Brought back."));
    }

    private async Task RestoreAsync(int version)
    {
        if (await _restore.AskAsync()) await ChangeAsync(T("Version {0} is back.", version), expected => history.RestoreAsync(Actor, Route, KeyOf(_form!.View!), version, expected, _leaving.Token));
    }
}
