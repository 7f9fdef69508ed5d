using System.CommandLine;
using System.Globalization;
using ContentHub.Server;
using ContentHub.Server.Commands;

// Numbers, dates and case are the machine's business nowhere in this product.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var root = new RootCommand("ContentHub: a headless content server with outgoing webhooks. Without a command it serves.") { TreatUnmatchedTokensAsErrors = false };
root.SetAction((parsed, ct) => StartUp.GuardAsync(() => ServeCommand.RunAsync(parsed.UnmatchedTokens, ct)));

var serve = new Command("serve", "Serves the API and the panel. Settings as --Section:Key=value, address as --urls.") { TreatUnmatchedTokensAsErrors = false };
serve.SetAction((parsed, ct) => StartUp.GuardAsync(() => ServeCommand.RunAsync(parsed.UnmatchedTokens, ct)));
root.Add(serve);

var demo = new Command("demo", "Serves on a temporary folder, sends itself webhooks and prints every delivery.") { TreatUnmatchedTokensAsErrors = false };
demo.SetAction((parsed, ct) => StartUp.GuardAsync(() => DemoCommand.RunAsync(parsed.UnmatchedTokens, ct)));
root.Add(demo);

var migrate = new Command("migrate", "Brings the database to this version and ends.") { TreatUnmatchedTokensAsErrors = false };
migrate.SetAction((parsed, ct) => StartUp.GuardAsync(() => MigrateCommand.RunAsync(parsed.UnmatchedTokens, ct)));
root.Add(migrate);

root.Add(UserCommand.Create());

// The host itself hears SIGTERM and Ctrl+C, and takes the time it needs to end what runs; the default here would cut it off after two seconds.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
