using ContentHub.Admin;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.Services.AddAdmin();

var app = builder.Build();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapAdmin();
await app.RunAsync();
