using System.Reflection;
using ContentHub.Access;
using ContentHub.Http;
using ContentHub.Webhooks;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ContentHub.Server;

/// <summary><c>/metrics</c>: the numbers to alarm on as Prometheus text, for whoever has <see cref="Permission.MetricsRead"/>.</summary>
internal static class MetricsExport
{
    /// <summary>Ours, the runtime's and the connections'. Not <c>Microsoft.AspNetCore.Hosting</c>: its instruments note every request, and the cheapest of them would pay for it (docs/decisions).</summary>
    private static readonly string[] Meters = [DeliveryMetrics.MeterName, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>Sets of tags of one instrument. Room for all of them is taken at once, and the library would take it for 2,000; ours have some dozens.</summary>
    private const int MostSeries = 200;

    public static void AddMetricsExport(this IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .ConfigureResource(server => server.AddService("ContentHub", serviceVersion: typeof(MetricsExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion))
        .AddMeter(Meters)
        .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MostSeries })
        .AddPrometheusExporter());

    public static void MapMetricsExport(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new HttpMethodMetadata([HttpMethods.Get])).WithTags("Operations").Needs(Permission.MetricsRead);
}
