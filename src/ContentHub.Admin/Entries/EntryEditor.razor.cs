using ContentHub.Access;
using ContentHub.Admin.Components;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace ContentHub.Admin.Entries;

/// <summary>Writes one entry: what is typed is kept in the browser until the server has it.</summary>
public sealed partial class EntryEditor(EntryService entries, EntryFinder finder, EntryHistory history, ContentTypeService types, DraftStore drafts, Toasts toasts, NavigationManager nav, AdminScript script, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ConfirmDialog _leave = default!, _discard = default!, _delete = default!, _back = default!, _unpublish = default!, _restore = default!;
    private EntryForm? _form;
    private PublicState? _state;
    private EntryView? _public;
    private Problem? _refused, _problem;
    private DateTimeOffset? _restored;
    private IReadOnlyList<string> _taken = [];
    private EntryRevision? _newer;
    private readonly HashSet<string> _noted = [];
    private bool _busy, _comparing, _moved, _putBack, _gone;

    /// <summary>Of the entry.</summary>
    [Parameter, EditorRequired] public required ContentType Type { get; set; }

    /// <summary>Document id or numeric id; null for a new entry and for single types.</summary>
    [Parameter] public string? Key { get; set; }

    /// <summary><c>published</c> shows what readers see; everything else, what is edited.</summary>
    [SupplyParameterFromQuery] public string? Stage { get; set; }

    /// <summary>Told the document id of a new entry, before its address is gone to.</summary>
    [Parameter] public EventCallback<string> OnCreated { get; set; }

    /// <summary>Who writes.</summary>
    [CascadingParameter] public required Actor Actor { get; set; }

    private bool IsSingle => Type.Kind == ContentTypeKind.Single;
    private bool HasDrafts => Type.DraftAndPublish;
    // Disabled in earnest, a button would lose the focus of whoever pressed it.
    private string? Waiting => _busy ? "true" : null;
    private bool MayWrite => May(_form?.View is null ? Permission.EntriesCreate : Permission.EntriesUpdate);
    private bool MayPublish => HasDrafts && !_gone && May(Permission.EntriesPublish);
    private bool MayDelete => !_gone && May(Permission.EntriesDelete);
    private string Title => IsSingle ? Type.DisplayName : _form?.View is { } view ? EntryTitle.Of(view) : T("New {0}", Within(EntryTitle.Spoken(Type.Name)));
    private bool ShowsPublic => Stage == "published" && _public is not null;
    private string Here => _form?.View is { } view ? EntryAddress.Of(Type, view.Entry.DocumentId) : EntryAddress.Of(Type);
    private string Route => IsSingle ? Type.Name : Type.Plural;
    private string DraftKey => $"contenthub-draft:{Actor.Id}:{Type.Id}:{_form?.View?.Entry.DocumentId ?? "new"}";

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (Key is null && !IsSingle) _refused = Actor.Lacks(Permission.EntriesCreate, Type);
        var result = _refused is null ? await ReadAsync() : null;
        if (result?.Problem is { } problem && !(IsSingle && problem is Problem.NotFound)) _refused = problem;
        else if (_refused is null) _form = NewForm(result is { Problem: null } found ? found.Value : null);
        await LookAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_moved && Key is not null)
        {
            _moved = false;
            await script.ShowFocusAsync();   // another address scrolls to the top of the page, away from whoever types on
        }

        if (!firstRender || _form is null) return;
        if (MayWrite && await drafts.LoadAsync(DraftKey) is { Texts: not null } draft)
        {
            if (_form.Restore(draft)) _restored = DateTimeOffset.FromUnixTimeMilliseconds(draft.At);
            else await drafts.DropAsync(DraftKey);
        }

        _putBack = true;
        StateHasChanged();
    }

    private EntryForm NewForm(EntryView? view) => new(Type, view, types.SeenBy(Actor));

    /// <summary>Whether the actor may do that to this entry, or to a new one.</summary>
    private bool May(Permission permission) => _form?.View is { } view ? Actor.Lacks(permission, Type, view.Entry.CreatedBy, view.Entry.DocumentId) is null : Actor.Lacks(permission, Type) is null;

    /// <summary>Whether the value of the attribute may be written.</summary>
    private bool MayWriteTo(ContentAttribute attribute) => Actor.On(Type, _form?.View is null ? Permission.EntriesCreate : Permission.EntriesUpdate)?.Reaches(attribute.Id.Value) == true;

    /// <summary>How what is public stands to what is here.</summary>
    private async Task LookAsync()
    {
        _state = HasDrafts && _form?.View is { } view ? await PublicStates.OfAsync(finder, Actor, view, _leaving.Token) : null;
        _public = _state is null or PublicState.Draft || _form?.View is { Entry.Stage: ContentHub.ContentTypes.Stage.Published } ? null : (await ReadAsync(EntryQuery.Everything)) is { Problem: null } read ? read.Value : null;
    }

    private IReadOnlyList<FieldDifference> Differing(EntryForm form) => _public is null ? [] : FieldDifference.Of(form, _public, types.SeenBy(Actor));

    private Task<Result<EntryView>?> ReadAsync() => ReadAsync(EntryQuery.PanelEverything);

    private async Task<Result<EntryView>?> ReadAsync(EntryQuery query) =>
        IsSingle ? await finder.GetSingleAsync(Actor, Type.Name, query, _leaving.Token)
        : (Key ?? _form?.View?.Entry.DocumentId) is { } key ? await finder.GetAsync(Actor, Type.Plural, key, query, _leaving.Token)
        : (Result<EntryView>?)null;

    private Task TypedAsync(ContentAttribute attribute, string text)
    {
        _form!.Set(attribute, text);
        return NoteChangeAsync(attribute);
    }

    private async Task NoteChangeAsync(ContentAttribute attribute)
    {
        if (_form!.IsChanged || _form.Conflicts.Count > 0)
        {
            // Once for each: whoever comes back to the draft later merges with it.
            if (_form.View is not null && attribute is not PasswordAttribute && _noted.Add(attribute.Name)) await drafts.BaseAsync(DraftKey, attribute.Name, _form.Saved(attribute));
            return;
        }

        _restored = null;
        await ForgetAsync(DraftKey);
    }

    private Task ForgetAsync(string draftKey)
    {
        _noted.Clear();
        return drafts.DropAsync(draftKey);
    }

    // The form first, and once: while the browser is told, the next file of several may arrive, or the first letters in a component just added.
    private async Task LinkedAsync(ContentAttribute attribute, string text)
    {
        _form!.Set(attribute, text);
        if (_form.IsChanged) await drafts.KeepAsync(DraftKey, _form.BasedOn, attribute.Name, _form.Keepable(attribute));
        await NoteChangeAsync(attribute);
    }

    private Task SaveAsync() => SaveAsync(publish: false);

    /// <summary>Whoever changes what is public sees first what changes.</summary>
    private Task LookAndPublishAsync()
    {
        if (_busy) return Task.CompletedTask;
        _comparing = Differing(_form!).Count > 0;
        return _comparing ? Task.CompletedTask : PublishAsync();
    }

    /// <summary>What is typed goes out with what was saved, in one step.</summary>
    private Task PublishAsync() => _form is { View: { } view, IsChanged: false } form
        ? ChangeAsync(T("Published."), expected => entries.PublishAsync(Actor, Route, KeyOf(view), expected, EntryQuery.PanelEverything, _leaving.Token))
        : SaveAsync(publish: true);

    /// <param name="publish">What is saved becomes public.</param>
    /// <param name="merged">Labels of what somebody else changed meanwhile, which is in the form since.</param>
    private async Task SaveAsync(bool publish, IReadOnlyList<string>? merged = null)
    {
        if (_busy || _form is not { } form) return;
        if (form.View is not null && !form.IsChanged && form.Conflicts.All(c => c.TakesTheirs is not null) && !publish)
        {
            _problem = null;
            await SettledAsync(DraftKey, merged);
            toasts.Say(T("There is nothing to save."));
            return;
        }

        if (!form.Data().Ok(out var data, out _problem)) return;
        _busy = true;
        var (sent, draftKey, isNew) = (form.Unsaved, DraftKey, form.View is null);
        var save = new EntrySave(data) { AsDraft = !publish, Answer = EntryQuery.PanelEverything, Expected = form.View is { } seen && form.BasedOn is { } version ? [new EntryVersion(seen.Entry.Id, version)] : null };
        var result = IsSingle ? await entries.PutSingleAsync(Actor, Type.Name, save, _leaving.Token)
            : form.View is { } view ? await entries.UpdateAsync(Actor, Type.Plural, view.Entry.DocumentId, save, _leaving.Token)
            : await entries.CreateAsync(Actor, Type.Plural, save, _leaving.Token);
        _busy = false;
        if (!result.Ok(out var saved, out var problem))
        {
            if (problem is not Problem.Stale) await RefusedAsync(problem);
            else if (publish) await MergeAndSayAsync();   // what goes public is looked over first
            // Fields that only they changed ask nothing of whoever saves; they are named once it is saved.
            else if (await MergeAsync()) await SaveAsync(publish: false, _taken);
            return;
        }

        form.Saved(saved, sent);
        StateHasChanged();   // what is typed from now on is kept under the entry's own key
        await LookAsync();
        await SettledAsync(draftKey, merged);
        if (form.IsChanged) await KeepAsync();   // typed while it was saved; what was new has another key now
        toasts.Say(publish ? T("Published.") : isNew ? T("Created.") : T("Saved."));
        if (!isNew || IsSingle) return;
        await OnCreated.InvokeAsync(saved.Entry.DocumentId);
        _moved = true;
        nav.NavigateTo(Here, replace: true);
    }

    private Task SettledAsync(string draftKey, IReadOnlyList<string>? merged = null)
    {
        (_restored, _taken, _newer) = (null, merged ?? [], null);
        return ForgetAsync(draftKey);
    }

    /// <summary>Somebody else saved: theirs comes in where nothing was typed here. True when no field was changed by both, so that nothing is to be chosen.</summary>
    private async Task<bool> MergeAsync()
    {
        if (await ReadAsync() is not { } result) return false;
        if (!result.Ok(out var newer, out var problem))
        {
            await RefusedAsync(problem);
            return false;
        }

        _taken = [.. _form!.Rebase(newer).Select(a => EntryTitle.Spoken(a.Name))];
        (_newer, _problem) = (null, null);
        await LookAsync();
        await KeepAsync();
        if (_form.Conflicts.Count == 0) return true;
        await script.FocusAsync("merge-heading");
        return false;
    }

    private async Task MergeAndSayAsync()
    {
        if (await MergeAsync()) toasts.Say(T("Merged. Look it over and save."));
    }

    private Task ChooseAsync((FieldConflict Conflict, bool Theirs) choice)
    {
        _form!.Choose(choice.Conflict, choice.Theirs);
        return KeepAsync();
    }

    /// <summary>The browser keeps the form as it is now.</summary>
    private Task KeepAsync() => _form!.IsChanged || _form.Conflicts.Count > 0 ? drafts.ReplaceAsync(DraftKey, _form.ToDraft(clock.GetUtcNow())) : ForgetAsync(DraftKey);

    private async Task DiscardAsync()
    {
        if (!await _discard.AskAsync()) return;
        _form!.Discard();
        _problem = null;
        await SettledAsync(DraftKey);
        toasts.Say(T("Changes discarded."));
    }

    private async Task DeleteAsync()
    {
        if (_form?.View is not { } view || !await _delete.AskAsync()) return;
        var result = IsSingle ? await entries.DeleteAsync(Actor, Type.Name, null, null, _leaving.Token) : await entries.DeleteAsync(Actor, Type.Plural, view.Entry.DocumentId, null, _leaving.Token);
        _problem = null;
        if (result.Problem is { } problem)
        {
            await RefusedAsync(problem);
            return;
        }

        await ForgetAsync(DraftKey);
        (_form, _state) = (NewForm(null), null);
        toasts.Say(T("Deleted."));
        if (!IsSingle) nav.NavigateTo(EntryAddress.Of(Type));
    }

    private string? KeyOf(EntryView view) => IsSingle ? null : view.Entry.DocumentId;

    private async Task BeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (_form is not { IsChanged: true }) return;
        // To a place on this page is not away, and neither is a new entry's own address.
        var target = PageOf(nav.ToAbsoluteUri(leaving.TargetLocation).ToString());
        if (target == PageOf(nav.Uri) || target == nav.ToAbsoluteUri(Here).ToString()) return;
        if (!await _leave.AskAsync()) leaving.PreventNavigation();
    }

    private static string PageOf(string address) => address.Split('#', '?')[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
