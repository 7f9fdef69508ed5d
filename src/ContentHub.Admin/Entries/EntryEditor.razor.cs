using ContentHub.Access;
using ContentHub.Admin.Components;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace ContentHub.Admin.Entries;

/// <summary>Writes one entry: what is typed is kept in the browser until the server has it.</summary>
public sealed partial class EntryEditor(EntryService entries, EntryFinder finder, EntryHistory history, ContentTypeService types, DraftStore drafts, Toasts toasts, NavigationManager nav) : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ConfirmDialog _leave = default!, _discard = default!, _delete = default!, _back = default!, _restore = default!;
    private EntryForm? _form;
    private PublicState? _state;
    private EntryView? _public;
    private Problem? _refused, _problem;
    private DateTimeOffset? _restored;
    private IReadOnlyList<string> _meanwhile = [];
    private bool _busy, _publishing;

    /// <summary>Of the entry.</summary>
    [Parameter, EditorRequired] public required ContentType Type { get; set; }

    /// <summary>Document id or numeric id; null for a new entry and for single types.</summary>
    [Parameter] public string? Key { get; set; }

    /// <summary>Who writes.</summary>
    [CascadingParameter] public required Actor Actor { get; set; }

    private bool IsSingle => Type.Kind == ContentTypeKind.Single;
    private bool HasDrafts => Type.DraftAndPublish;
    private bool MayWrite => May(_form?.View is null ? Permission.EntriesCreate : Permission.EntriesUpdate);
    private bool MayPublish => HasDrafts && May(Permission.EntriesPublish);
    private bool MayDelete => May(Permission.EntriesDelete);
    private string Title => IsSingle ? Type.DisplayName : _form?.View is { } view ? EntryTitle.Of(view) : $"New {EntryTitle.Spoken(Type.Name).ToLowerInvariant()}";
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
        if (!firstRender || _form is null || !MayWrite || await drafts.LoadAsync(DraftKey) is not { Texts: { } texts } draft) return;
        if (_form.Restore(texts, draft.BasedOn)) _restored = DateTimeOffset.FromUnixTimeMilliseconds(draft.At);
        else await drafts.DropAsync(DraftKey);
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
        _public = _state is null or PublicState.Draft ? null : (await ReadAsync(EntryQuery.Everything)) is { Problem: null } read ? read.Value : null;
    }

    private IReadOnlyList<FieldDifference> Differing(EntryForm form) => _public is null ? [] : FieldDifference.Of(form, _public, types.SeenBy(Actor));

    private Task<Result<EntryView>?> ReadAsync() => ReadAsync(EntryQuery.PanelEverything);

    private async Task<Result<EntryView>?> ReadAsync(EntryQuery query) =>
        IsSingle ? await finder.GetSingleAsync(Actor, Type.Name, query, _leaving.Token)
        : (Key ?? _form?.View?.Entry.DocumentId) is { } key ? await finder.GetAsync(Actor, Type.Plural, key, query, _leaving.Token)
        : (Result<EntryView>?)null;

    private async Task TypedAsync(ContentAttribute attribute, string text)
    {
        _form!.Set(attribute, text);
        if (_form.IsChanged) return;
        _restored = null;
        await drafts.DropAsync(DraftKey);
    }

    // The form first: while the browser is told, the next file of several may arrive.
    private async Task LinkedAsync(ContentAttribute attribute, string text)
    {
        await TypedAsync(attribute, text);
        if (_form!.IsChanged) await drafts.KeepAsync(DraftKey, _form.BasedOn, attribute.Name, _form.Keepable(attribute));
    }

    private Task SaveAsync() => SaveAsync(_form!.BasedOn, publish: false);

    private Task OverwriteAsync() => SaveAsync(null, _publishing);

    /// <summary>What is typed goes out with what was saved, in one step.</summary>
    private Task PublishAsync() => _form is { View: { } view, IsChanged: false } form
        ? ChangeAsync("Published.", expected => entries.PublishAsync(Actor, Route, KeyOf(view), expected, EntryQuery.PanelEverything, _leaving.Token))
        : SaveAsync(_form!.BasedOn, publish: true);

    private async Task SaveAsync(int? basedOn, bool publish)
    {
        _publishing = publish;
        if (_busy || _form is not { } form) return;
        if (form.View is not null && !form.IsChanged && !publish)
        {
            _problem = null;
            toasts.Say("There is nothing to save.");
            return;
        }

        if (!form.Data().Ok(out var data, out _problem)) return;
        _busy = true;
        var (sent, draftKey, isNew) = (form.Unsaved, DraftKey, form.View is null);
        var save = new EntrySave(data) { AsDraft = !publish, Answer = EntryQuery.PanelEverything, Expected = form.View is { } seen && basedOn is { } version ? [new EntryVersion(seen.Entry.Id, version)] : null };
        var result = IsSingle ? await entries.PutSingleAsync(Actor, Type.Name, save, _leaving.Token)
            : form.View is { } view ? await entries.UpdateAsync(Actor, Type.Plural, view.Entry.DocumentId, save, _leaving.Token)
            : await entries.CreateAsync(Actor, Type.Plural, save, _leaving.Token);
        _busy = false;
        if (!result.Ok(out var saved, out var problem))
        {
            _problem = SavingProblem.Spoken(problem);
            return;
        }

        form.Rebase(saved, sent);
        await LookAsync();
        (_restored, _meanwhile) = (null, []);
        await drafts.DropAsync(draftKey);
        toasts.Say(publish ? "Published." : isNew ? "Created." : "Saved.");
        if (isNew && !IsSingle) nav.NavigateTo(EntryAddress.Of(Type, saved.Entry.DocumentId), replace: true);
    }

    /// <summary>Somebody else saved: theirs comes in where nothing was typed here.</summary>
    private async Task RebaseAsync()
    {
        if (await ReadAsync() is not { } result || !result.Ok(out var newer, out _problem)) return;
        await LookAsync();
        _meanwhile = [.. _form!.Rebase(newer).Select(a => EntryTitle.Spoken(a.Name))];
        if (!_form.IsChanged) await drafts.DropAsync(DraftKey);
    }

    private async Task DiscardAsync()
    {
        if (!await _discard.AskAsync()) return;
        _form!.Discard();
        (_restored, _problem, _meanwhile) = (null, null, []);
        await drafts.DropAsync(DraftKey);
        toasts.Say("Changes discarded.");
    }

    private async Task DeleteAsync()
    {
        if (_form?.View is not { } view || !await _delete.AskAsync()) return;
        var result = IsSingle ? await entries.DeleteAsync(Actor, Type.Name, null, null, _leaving.Token) : await entries.DeleteAsync(Actor, Type.Plural, view.Entry.DocumentId, null, _leaving.Token);
        _problem = result.Problem;
        if (_problem is not null) return;
        await drafts.DropAsync(DraftKey);
        (_form, _state) = (NewForm(null), null);
        toasts.Say("Deleted.");
        if (!IsSingle) nav.NavigateTo(EntryAddress.Of(Type));
    }

    private string? KeyOf(EntryView view) => IsSingle ? null : view.Entry.DocumentId;

    private async Task BeforeLeavingAsync(LocationChangingContext leaving)
    {
        // To a place on this page is not away.
        if (_form is not { IsChanged: true } || nav.ToAbsoluteUri(leaving.TargetLocation).ToString().Split('#')[0] == nav.Uri.Split('#')[0]) return;
        if (!await _leave.AskAsync()) leaving.PreventNavigation();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
