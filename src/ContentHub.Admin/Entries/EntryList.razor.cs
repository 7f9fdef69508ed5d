using ContentHub.Access;
using ContentHub.Admin.Components;
using ContentHub.ContentTypes;
using ContentHub.Entries;
using Microsoft.AspNetCore.Components;

namespace ContentHub.Admin.Entries;

/// <summary>The entries of a collection: found, filtered, sorted and changed many at once. What is shown stands in the address.</summary>
public sealed partial class EntryList(EntryFinder entries, NavigationManager nav) : IDisposable
{
    private const int MostColumns = 3;
    private readonly CancellationTokenSource _leaving = new();
    private readonly Chosen<EntryView> _chosen = new(view => view.Entry.Id, EntryTitle.Of, EntryChangesets.Most);
    private Page<EntryView>? _page;
    private Problem? _problem;
    private IReadOnlyDictionary<Id<Entry>, PublicState> _states = new Dictionary<Id<Entry>, PublicState>();
    private ListAddress _address = new(null, null, 1, Paging.DefaultSize, []);
    private IReadOnlySet<string>? _shown;
    private string? _read;

    /// <summary>Of the entries.</summary>
    [Parameter, EditorRequired] public required ContentType Type { get; set; }

    /// <summary>Who looks.</summary>
    [CascadingParameter] public required Actor Actor { get; set; }

    private bool MayCreate => Actor.Lacks(Permission.EntriesCreate, Type) is null;
    private bool MayChoose => Actor.Lacks(Permission.EntriesDelete, Type) is null || BulkBar.MayPublishSome(Actor, Type);
    private bool SeesAll => Actor.On(Type, Permission.EntriesRead) is { Own: false }
        && (!Type.DraftAndPublish || Actor.On(Type, Permission.EntriesUpdate) is { Own: false } || Actor.On(Type, Permission.EntriesPublish) is { Own: false });

    private bool IsNarrowed => _address.Search is not null || _address.Filters.Count > 0;
    private string? Description => _page is not { } page ? null : Count(page.Total, "{0} entry", "{0:N0} entries");
    private ScalarAttribute? Title => EntryTitle.Attribute(Type);
    private IReadOnlyList<ScalarAttribute> Others => [.. Type.Attributes.OfType<ScalarAttribute>().Where(a => a != Title && a is not PasswordAttribute)];
    private string Columns => string.Join(',', Shown.Order());
    private IReadOnlySet<string> Shown => _address.Columns?.Split(',').ToHashSet() ?? _shown ?? Usual;

    // A view shows to everybody what it showed to whoever kept it, so that its columns are named.
    private ListAddress Present => _address with { Columns = Named(Shown) };

    private IReadOnlyList<(string, string)> Choices =>
        [.. Type.DraftAndPublish ? [("status", T("Status"))] : Array.Empty<(string, string)>(), ("id", T("Id")), .. Others.Select(a => (a.Name, EntryTitle.Spoken(a.Name))), ("created_at", T("Created")), ("updated_at", T("Updated"))];

    // Where headings have no room. An order of the address that is none of these is among them.
    private IEnumerable<(string Sort, string Words)> Orders
    {
        get
        {
            var usual = new List<(string, string)> { ("", T("Newest first")), ("id:asc", T("Oldest first")), ("updated_at:desc", T("Last changed first")) };
            if (SortKey(Title) is { } title) usual.AddRange([($"{title}:asc", T("A to Z")), ($"{title}:desc", T("Z to A"))]);
            return _address.Sort is { } sort && usual.All(u => u.Item1 != sort) ? usual.Append((sort, sort)) : usual;
        }
    }

    // Long texts and JSON say little in a cell: they come only where there is room left. The author's order stays.
    private IReadOnlySet<string> Usual => Others.OrderBy(a => a is TextAttribute or RichTextAttribute or JsonAttribute or BlocksAttribute).Take(MostColumns).Select(a => a.Name).Concat(["status", "id", "updated_at"]).ToHashSet();

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_read == nav.Uri) return;
        _read = nav.Uri;
        _address = ListAddress.Of(nav.Uri);
        await LoadAsync();
    }

    private void Show(IReadOnlySet<string> shown)
    {
        if (_address.Columns is null) _shown = shown;
        else Go(_address with { Columns = Named(shown) });
    }

    private string Named(IReadOnlySet<string> columns) => string.Join(',', Choices.Select(c => c.Item1).Where(columns.Contains));

    private bool Shows(string column) => Shown.Contains(column);

    // What is private is not to be had by its order either.
    private static string? SortKey(ScalarAttribute? attribute) => attribute is null or { IsHidden: true } or { Comparison: Comparison.None } ? null : attribute.Name;

    private async Task LoadAsync()
    {
        var asked = _read;
        var result = await entries.PageAsync(Actor, Type.Plural, EntryQuery.PanelOf(_address.Query), new Paging(_address.Page, _address.Size), _leaving.Token);
        if (asked != _read || !result.Ok(out var page, out _problem)) return;
        var states = Type.DraftAndPublish ? await PublicStates.OfAsync(entries, Actor, page.Items, _leaving.Token) : _states;
        if (asked != _read) return;   // somebody has gone on meanwhile
        (_page, _states) = (page, states);
        _chosen.Refresh(page.Items);
    }

    private void Go(ListAddress address) => nav.NavigateTo(EntryAddress.Of(Type) + address.Text, replace: address.Search != _address.Search);

    private async Task DoneAsync()
    {
        _chosen.Clear();
        await LoadAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
