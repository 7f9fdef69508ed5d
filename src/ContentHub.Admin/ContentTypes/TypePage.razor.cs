using ContentHub.Access;
using ContentHub.Admin.Components;
using ContentHub.ContentTypes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace ContentHub.Admin.ContentTypes;

/// <summary>Builds a type or a component. Nothing is saved before the author has seen what that does.</summary>
public sealed partial class TypePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ConfirmDialog _confirm = default!, _leave = default!;
    private AttributeEditor? _editor;
    private ContentTypeCatalog _catalog = default!;
    private TypeDraft? _draft;
    private AttributeDraft? _edited;
    private (string? Add, string? Attribute) _drawer;
    private TypePlan? _plan;
    private ContentTypeForm? _form;
    private Problem? _problem;
    private bool _busy, _removes;

    [Inject] private ContentTypeService Types { get; set; } = default!;
    [Inject] private NavigationManager Nav { get; set; } = default!;
    [Inject] private Toasts Toasts { get; set; } = default!;

    /// <summary>Null for a new one.</summary>
    [Parameter] public long? Id { get; set; }

    /// <summary>What a new one is: <c>component</c>, <c>single</c>; a collection otherwise.</summary>
    [SupplyParameterFromQuery(Name = "kind")] private string? Kind { get; set; }

    /// <summary><c>choose</c>, or the kind of the attribute that is being added.</summary>
    [SupplyParameterFromQuery(Name = "add")] private string? Add { get; set; }

    /// <summary>Name of the attribute that is open.</summary>
    [SupplyParameterFromQuery(Name = "attribute")] private string? Editing { get; set; }

    [CascadingParameter] private Actor Actor { get; set; } = Actor.Anonymous;

    private bool MayManage => Actor.May(Permission.TypesManage);

    private bool HasWork => _draft is { Was: not null } || _draft is { Attributes.Count: > 0 } || !string.IsNullOrWhiteSpace(_draft?.DisplayName);

    private string Title => _draft?.Was?.DisplayName ?? (_draft?.IsComponent == true ? T("New component") : T("New type"));

    private string DrawerTitle => _edited is null ? T("Add an attribute") : Add is not null ? T("New attribute") : _edited.Name;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_draft is null || _draft.Was?.Id.Value != Id) Load();
        if (_draft is not null) OpenDrawer();
    }

    private void Load()
    {
        (_draft, _plan, _edited, _drawer, _problem) = (null, null, null, default, null);
        if (!Types.List(Actor).Ok(out var catalog, out _problem)) return;
        _catalog = catalog;
        if (Id is not { } id) _draft = (_problem = Actor.Lacks(Permission.TypesManage)) is null ? TypeDraft.New(Kind switch { "component" => ContentTypeKind.Component, "single" => ContentTypeKind.Single, _ => ContentTypeKind.Collection }) : null;
        else if (Types.Get(Actor, new(id)).Ok(out var type, out _problem)) _draft = TypeDraft.Of(type);
    }

    private void LoadCatalog()
    {
        if (Types.List(Actor).Ok(out var catalog, out _)) _catalog = catalog;
    }

    // Follows the address; what is typed in an open drawer stays while the address does.
    private void OpenDrawer()
    {
        if (_drawer == (Add, Editing)) return;
        _drawer = (Add, Editing);
        _edited = Editing is { } name ? _draft!.Kept.FirstOrDefault(a => a.Name == name)
            : Add is { } kind && AttributeKind.All.FirstOrDefault(k => k.Key == kind) is { } known && (known.InComponents || !_draft!.IsComponent) ? AttributeDraft.New(_draft!.NextKey(), known.Key) : null;
        if (Editing is not null && _edited is null) Nav.NavigateTo(Nav.GetUriWithQueryParameter("attribute", (string?)null), replace: true);
    }

    private void CloseDrawer()
    {
        _edited = null;
        Nav.NavigateTo(Nav.GetUriWithQueryParameters(new Dictionary<string, object?> { ["add"] = null, ["attribute"] = null }));
    }

    private void DoneAsync(bool another)
    {
        if (_edited is not { } done) return;
        _draft!.Put(done);
        if (!another) CloseDrawer();
        else Nav.NavigateTo(Nav.GetUriWithQueryParameter("add", "choose"));
    }

    private void Discard()
    {
        Load();
        CloseDrawer();
    }

    private async Task SaveAsync()
    {
        if (_busy || _draft is not { IsChanged: true } draft || !draft.ToForm().Ok(out var form, out _problem)) return;
        _form = form;
        if (draft.Was is not { } was)
        {
            await SaveAsync(() => Types.CreateAsync(Actor, form, CancellationToken.None));
            return;
        }

        _busy = true;
        var planned = await Types.PlanAsync(Actor, was.Id, form, _leaving.Token);
        (_busy, _removes) = (false, false);
        planned.Ok(out _plan, out _problem);
    }

    private async Task ConfirmAsync()
    {
        if (_busy || _plan is null || (_plan.RemovesData && !_removes)) return;
        var removes = _plan.RemovesData;
        await SaveAsync(() => Types.UpdateAsync(Actor, _draft!.Was!.Id, _form! with { RemoveData = removes }, CancellationToken.None));
        _plan = null;
    }

    private async Task SaveAsync(Func<Task<Result<ContentType>>> save)
    {
        _busy = true;   // a second press before the answer must not make a second type
        var result = await save();
        _busy = false;
        if (!result.Ok(out var saved, out _problem)) return;
        _problem = await MakeOtherSidesAsync(saved);
        Toasts.Say(T("{0} was saved.", saved.DisplayName));
        var isNew = _draft!.Was is null;
        LoadCatalog();
        _draft = TypeDraft.Of(_catalog.ById(saved.Id) ?? saved);
        if (isNew) Nav.NavigateTo($"admin/types/{saved.Id}", replace: true);
    }

    // A relation that shall be seen from the other side needs an attribute there, which is a change of another type.
    private async Task<Problem?> MakeOtherSidesAsync(ContentType saved)
    {
        foreach (var relation in saved.Attributes.OfType<RelationAttribute>().Where(r => r.InversedBy is not null))
        {
            if (!Types.List(Actor).Ok(out var catalog, out var problem)) return problem;
            if (catalog.ByName(relation.Target) is not { } target || target.Find(relation.InversedBy!) is not null) continue;
            var other = TypeDraft.Of(target);
            other.Attributes.Add(AttributeDraft.New(other.NextKey(), "relation").With("relation", Mirrored(relation.Relation)).With("target", saved.Name).With("mapped_by", relation.Name) with { Name = relation.InversedBy! });
            if (!other.ToForm().Ok(out var form, out problem)) return problem;
            if (!(await Types.UpdateAsync(Actor, target.Id, form, CancellationToken.None)).Ok(out _, out problem)) return problem;
        }

        return null;
    }

    private static string Mirrored(RelationKind kind) => kind switch
    {
        RelationKind.OneToMany => "manyToOne",
        RelationKind.ManyToOne => "oneToMany",
        RelationKind.ManyToMany => "manyToMany",
        _ => "oneToOne",
    };

    private async Task DeleteAsync()
    {
        if (!await _confirm.AskAsync()) return;
        if (!(await Types.DeleteAsync(Actor, _draft!.Was!.Id, CancellationToken.None)).Ok(out _, out _problem)) return;
        Toasts.Say(T("{0} was deleted.", _draft.Was.DisplayName));
        _draft = null;
        Nav.NavigateTo("admin/types");
    }

    private async Task BeforeLeavingAsync(LocationChangingContext leaving)
    {
        // To a drawer of this page is not away.
        var path = Nav.ToAbsoluteUri(leaving.TargetLocation).AbsolutePath;
        if (_draft is not { IsChanged: true } || !HasWork || path == new Uri(Nav.Uri).AbsolutePath) return;
        if (!await _leave.AskAsync()) leaving.PreventNavigation();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
