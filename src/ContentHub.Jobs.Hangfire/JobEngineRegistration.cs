using System.Data.Common;
using Hangfire;
using Hangfire.Storage.SQLite;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContentHub.Jobs;

/// <summary>Makes Hangfire the engine that wakes the lanes.</summary>
public static class JobEngineRegistration
{
    /// <summary>Offers <see cref="IJobEngine"/>. The caller registers <see cref="ILaneWork"/> as a singleton.</summary>
    /// <remarks>Work begins after the application has started. At its end running drains are cancelled and waited for, at most 15 seconds.</remarks>
    /// <param name="storage">SQLite only. Hangfire rounds: a wish comes true up to two seconds late, sweeps run in whole seconds or minutes.</param>
    /// <exception cref="NotSupportedException">The storage is PostgreSQL: wishes coalesce in this process only, so nodes cannot share a store.</exception>
    public static IServiceCollection AddJobEngine(this IServiceCollection services, JobStorage storage)
    {
        if (storage.Provider != JobStorageProvider.Sqlite)
        {
            throw new NotSupportedException("Hangfire keeps its jobs in SQLite here, for one process. Build with JobEngine=Quartz to share a PostgreSQL database.");
        }

        var file = (string)new DbConnectionStringBuilder { ConnectionString = storage.ConnectionString }["Data Source"];
        services.AddSingleton<global::Hangfire.JobStorage>(_ => new SQLiteStorage(file, new SQLiteStorageOptions
        {
            QueuePollInterval = TimeSpan.FromMilliseconds(250),   // each idle worker asks the file so often; 15 s by default
        })
        {
            JobExpirationTimeout = TimeSpan.FromHours(1),   // how long the dashboard shows what went well
        });
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings());
        services.AddHangfireServer(server => server.SchedulePollingInterval = TimeSpan.FromSeconds(1));   // 15 s would round every wish up to that

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(storage);
        services.AddSingleton<HangfireJobEngine>();
        services.AddSingleton<IJobEngine>(provider => provider.GetRequiredService<HangfireJobEngine>());
        services.AddHostedService<RecurringSweep>();
        return services;
    }

    /// <summary>Shows Hangfire's dashboard at <c>/admin/jobs/hangfire</c>.</summary>
    /// <param name="policy">The authorization policy that a visitor must meet; the dashboard can delete and repeat jobs, so: owners.</param>
    public static void MapJobDashboard(this IEndpointRouteBuilder routes, string policy) =>
        routes.MapHangfireDashboardWithAuthorizationPolicy(policy, "/admin/jobs/hangfire", new DashboardOptions { AppPath = "/admin" });
}
