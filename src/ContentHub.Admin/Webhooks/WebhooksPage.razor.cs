using ContentHub.Access;
using ContentHub.Admin.Components;
using ContentHub.Webhooks;
using Microsoft.AspNetCore.Components;

namespace ContentHub.Admin.Webhooks;

/// <summary>All webhooks, with what came of them lately; one or many are switched and deleted here.</summary>
public sealed partial class WebhooksPage(WebhookService webhooks, DeliveryLog log, NavigationManager nav, Toasts toasts, AdminScript script)
{
    private const int MostNamed = 10;
    private readonly Chosen<WebhookView> _chosen = new(row => row.Webhook.Id, row => row.Webhook.Name);
    private IReadOnlyDictionary<Id<Webhook>, IReadOnlyList<DeliveryHour>> _days = new Dictionary<Id<Webhook>, IReadOnlyList<DeliveryHour>>();
    private IReadOnlyList<Webhook> _doomed = [];
    private ConfirmDialog _confirm = default!;
    private Page<WebhookView>? _page;
    private Problem? _refused;
    private Problem? _problem;
    private Task _switched = Task.CompletedTask;

    [SupplyParameterFromQuery] private string? Text { get; set; }
    [SupplyParameterFromQuery] private string? State { get; set; }
    [SupplyParameterFromQuery(Name = "page")] private int? Number { get; set; }
    [CascadingParameter] private Actor Actor { get; set; } = Actor.Anonymous;

    private Paging Paging => new(Math.Clamp(Number ?? 1, 1, 100_000), Paging.DefaultSize);
    private bool Filtered => !string.IsNullOrEmpty(Text) || State is "on" or "off";

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var filter = new WebhookFilter(Enabled: State switch { "on" => true, "off" => false, _ => null }, Text: string.IsNullOrWhiteSpace(Text) ? null : Text.Trim());
        if (!(await webhooks.ListAsync(Actor, filter, Paging, CancellationToken.None)).Ok(out _page, out _refused)) return;
        _chosen.Refresh(_page.Items);
        if (_page.Items.Count > 0 && (await log.LastDayByWebhookAsync(Actor, CancellationToken.None)).Ok(out var days, out _)) _days = days;
    }

    private void Filter(string key, string? value) =>
        nav.NavigateTo(nav.GetUriWithQueryParameters(new Dictionary<string, object?> { [key] = string.IsNullOrWhiteSpace(value) ? null : value, ["page"] = null }));

    private Webhook[] Chosen(bool on) => [.. _chosen.Items.Select(row => row.Webhook).Where(webhook => webhook.Enabled == on)];

    // One after the other: a switch pressed again before the answer must not show what was never done.
    private Task SwitchAsync(IReadOnlyList<Webhook> wanted, bool on) => _switched = SwitchAfterAsync(_switched, wanted, on);

    private async Task SwitchAfterAsync(Task before, IReadOnlyList<Webhook> wanted, bool on)
    {
        await before;
        var switched = new List<Webhook>();
        var waited = false;
        var failed = new List<(Webhook Webhook, Problem Problem)>();
        foreach (var webhook in wanted)
        {
            if (!(await webhooks.SetEnabledAsync(Actor, webhook.Id, on, CancellationToken.None)).Ok(out var done, out var problem))
            {
                failed.Add((webhook, problem));
                continue;
            }

            switched.Add(webhook);
            waited |= done.Waited;
        }

        _problem = failed switch
        {
            [] => null,
            [var (_, problem)] when wanted.Count == 1 => problem,
            _ => new Problem.Invalid([.. failed.Select(fault => new FieldError([], $"“{fault.Webhook.Name}”: {fault.Problem.Message}"))]),
        };
        if (switched.Count > 0) toasts.Say(Said(switched, on, waited), () => InvokeAsync(() => SwitchAsync(switched, !on)), switched.Select(webhook => (object)webhook.Id));
        await AfterAsync(switched);
    }

    // What happened while one was off was never queued for it: only what was queued before is sent.
    private static string Said(IReadOnlyList<Webhook> switched, bool on, bool waited) => (switched, on, waited) switch
    {
        ([var one], true, true) => T("“{0}” is on; what was queued before is sent.", one.Name),
        ([var one], true, false) => T("“{0}” is on; it is told of what happens from now on.", one.Name),
        ([var one], false, true) => T("“{0}” is off; what is queued waits.", one.Name),
        ([var one], false, false) => T("“{0}” is off.", one.Name),
        (_, true, true) => Count(switched.Count, "{0} webhook is on; what was queued before is sent.", "{0} webhooks are on; what was queued before is sent."),
        (_, true, false) => Count(switched.Count, "{0} webhook is on; it is told of what happens from now on.", "{0} webhooks are on; they are told of what happens from now on."),
        (_, false, true) => Count(switched.Count, "{0} webhook is off; what is queued waits.", "{0} webhooks are off; what is queued waits."),
        _ => Count(switched.Count, "{0} webhook is off.", "{0} webhooks are off."),
    };

    private async Task DeleteAsync(IReadOnlyList<Webhook> wanted)
    {
        _doomed = wanted;
        if (!await _confirm.AskAsync()) return;
        if (!(await webhooks.DeleteAsync(Actor, [.. wanted.Select(webhook => webhook.Id)], CancellationToken.None)).Ok(out var deleted, out _problem)) return;
        toasts.Say(wanted is [var one] ? T("“{0}” deleted.", one.Name) : Count(deleted.Count, "{0} webhook deleted.", "{0} webhooks deleted."));
        await AfterAsync(wanted);
    }

    // What did not work stays chosen.
    private async Task AfterAsync(IReadOnlyList<Webhook> done)
    {
        await LoadAsync();
        foreach (var row in _chosen.Items.Where(row => done.Any(webhook => webhook.Id == row.Webhook.Id)).ToArray()) _chosen.Set(row, false);
        StateHasChanged();
        await script.FocusWhenLostAsync("choose-all");
    }
}
