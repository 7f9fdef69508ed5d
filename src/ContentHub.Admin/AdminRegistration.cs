#pragma warning disable
namespace ContentHub.Admin;
public static class AdminRegistration { public static void AddAdmin(this Microsoft.Extensions.DependencyInjection.IServiceCollection s) {} public static void MapAdmin(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder r) {} }
