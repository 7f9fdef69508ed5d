using System.Globalization;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>What an actor is called where only its key was written down.</summary>
/// <param name="Login">E-mail address of a person, name of a token; of one that is gone as the audit log last called it, else the key.</param>
/// <param name="Spoken">As people say it: the person's name, where one is given.</param>
internal sealed record ActorNames(string Login, string Spoken)
{
    /// <summary>Of each key, written as <see cref="Actor.ToString"/> does it.</summary>
    public static async Task<IReadOnlyDictionary<string, ActorNames>> OfAsync(ContentHubDbContext db, IEnumerable<string> keys, CancellationToken ct)
    {
        var names = new Dictionary<string, ActorNames>();
        foreach (var key in keys.Distinct()) names[key] = await OfAsync(db, key, ct);
        return names;
    }

    private static async Task<ActorNames> OfAsync(ContentHubDbContext db, string key, CancellationToken ct)
    {
        var id = key.Split(':') is [_, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        var (user, token) = (new Id<User>(id), new Id<ApiToken>(id));
        if (key.StartsWith("user:", StringComparison.Ordinal) && await db.Users.Where(u => u.Id == user).Select(u => new { u.Email, u.Name }).SingleOrDefaultAsync(ct) is { } person)
            return new ActorNames(person.Email, person.Name.Length > 0 ? person.Name : person.Email);
        var login = key.StartsWith("token:", StringComparison.Ordinal) ? await db.ApiTokens.Where(t => t.Id == token).Select(t => t.Name).SingleOrDefaultAsync(ct) : null;
        login ??= await db.AuditRecords.Where(r => r.Subject == key).OrderByDescending(r => r.Id).Select(r => r.SubjectName).FirstOrDefaultAsync(ct) ?? key;
        return new ActorNames(login, login);
    }
}
