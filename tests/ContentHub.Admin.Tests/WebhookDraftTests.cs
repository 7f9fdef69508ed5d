using ContentHub.Admin.Components;
using ContentHub.Admin.Webhooks;
using ContentHub.Webhooks;

namespace ContentHub.Admin.Tests;

public sealed class WebhookDraftTests
{
    [Fact]
    public void A_stored_value_goes_back_as_the_mask_and_an_empty_row_not_at_all()
    {
        var draft = new WebhookDraft { Headers = [new("Authorization", null), new("X-Own", "1"), new("", "")] };

        Assert.Equal([new WebhookHeader("Authorization", WebhookHeader.Hidden), new WebhookHeader("X-Own", "1")], draft.ToForm().Value.Headers);
    }

    [Fact]
    public void Only_these_types_with_none_chosen_never_becomes_all() =>
        Assert.Equal("models", Assert.Single(Errors(new WebhookDraft { AllTypes = false })));

    [Fact]
    public void All_types_forgets_those_chosen_before() => Assert.Empty(new WebhookDraft { AllTypes = true, Types = ["address"] }.ToForm().Value.Models);

    [Fact]
    public void What_is_no_number_is_told_at_each_field() =>
        Assert.Equal(["timeout_ms", "concurrency", "schedule"], Errors(new WebhookDraft { TimeoutMs = "long", Concurrency = "", Schedule = "now and then" }));

    [Fact]
    public void Events_without_a_box_are_written_out_and_typing_them_leaves_the_boxes_alone()
    {
        var draft = new WebhookDraft { Events = ["entry.create", "*", "webhook.failing", "order.paid"] };
        Assert.Equal("webhook.failing order.paid", draft.OtherEvents);

        draft.OtherEvents = "order.paid, order.lost";

        Assert.Equal(["entry.create", "*", "order.paid", "order.lost"], draft.Events);
    }

    [Fact]
    public void What_shapes_the_body_goes_along_and_blanks_are_nothing()
    {
        var form = new WebhookDraft { Filter = " filters[event]=x ", Template = " ", RatePerMinute = "60", Method = "PUT" }.ToForm().Value;

        Assert.Equal(("filters[event]=x", null, 60, "PUT"), (form.Filter, form.Template, form.RatePerMinute ?? 0, form.Method));
        Assert.Equal("rate_per_minute", Assert.Single(Errors(new WebhookDraft { RatePerMinute = "often" })));
    }

    [Fact]
    public void An_empty_schedule_is_that_of_the_settings() => Assert.Null(new WebhookDraft { Schedule = " " }.ToForm().Value.Schedule);

    private static IEnumerable<string> Errors(WebhookDraft draft) => Assert.IsType<Problem.Invalid>(draft.ToForm().Problem).Errors.Select(FieldPath.Of);
}
