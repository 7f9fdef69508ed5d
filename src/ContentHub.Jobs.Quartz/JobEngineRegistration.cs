using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Quartz;

namespace ContentHub.Jobs;

/// <summary>Makes Quartz the engine that wakes the lanes.</summary>
public static class JobEngineRegistration
{
    /// <summary>Offers <see cref="IJobEngine"/>. The caller registers <see cref="ILaneWork"/> as a singleton.</summary>
    /// <remarks>The engine opens its store after the application has started, or at the first wish if that comes before, so it never delays readiness.
    /// A store that cannot be opened stops the application. At its end the engine cancels running drains and waits for them.</remarks>
    /// <param name="storage">Tables are created where they are missing and never altered.</param>
    public static IServiceCollection AddJobEngine(this IServiceCollection services, JobStorage storage)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                // Part of every key in the store: another name would not find the wishes of yesterday.
                scheduler.InstanceName = "ContentHub";
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
                scheduler.PropagateTraceContext = false;   // one wake-up stands for many requests
            });

            // A drain mostly waits for receivers, so this bounds how many webhooks are served side by side, not threads.
            quartz.UseDefaultThreadPool(maxConcurrency: 64);
            quartz.UsePersistentStore(store =>
            {
                store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
                if (storage.Provider == JobStorageProvider.Sqlite)
                {
                    store.UseSqlite(SqliteJobConnections.Instance, storage.ConnectionString);
                }
                else
                {
                    store.UsePostgres(NpgsqlFactory.Instance, storage.ConnectionString);
                    store.UseClustering();   // makes its own instance id
                }
            });
        });

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(storage);
        services.AddSingleton<QuartzJobEngine>();
        services.AddSingleton<IJobEngine>(provider => provider.GetRequiredService<QuartzJobEngine>());
        services.AddHostedService(provider => provider.GetRequiredService<QuartzJobEngine>());
        return services;
    }

    /// <summary>Maps nothing: Quartz has no dashboard. It stands here so that the host reads the same with either engine.</summary>
    /// <param name="policy">The authorization policy that a dashboard would ask for.</param>
    public static void MapJobDashboard(this IEndpointRouteBuilder routes, string policy)
    {
    }
}
