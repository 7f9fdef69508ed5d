using ContentHub.Access;
using ContentHub.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContentHub.Webhooks;

/// <summary><c>/admin/api/webhooks/{id}/snippets</c>.</summary>
internal static class WebhookSnippetEndpoints
{
    public static void MapWebhookSnippets(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/api/webhooks/{id:long}/snippets", List).WithTags("Webhooks").Needs(Permission.WebhooksManage);

    private static async Task<IResult> List(Id<Webhook> id, HttpContext http, WebhookService webhooks, CancellationToken ct) =>
        (await webhooks.GetAsync(http.Actor(), id, ct)).ToResult(view => JsonResponse.One(json =>
        {
            json.WriteStartArray();
            foreach (var snippet in WebhookSnippets.Of(view.Webhook.Id))
            {
                json.WriteStartObject();
                json.WriteString("key", snippet.Key);
                json.WriteString("language", snippet.Language);
                json.WriteString("code", snippet.Code);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
}
