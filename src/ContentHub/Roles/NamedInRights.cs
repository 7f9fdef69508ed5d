using ContentHub.Access;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Roles;

/// <summary>Rights that are limited to fields name attributes, by keys that outlive names: of a removed one nothing is left to allow.</summary>
internal sealed class NamedInRights : IContentTypeWatcher
{
    public Problem? Changing(WriteUnit unit, ContentType? before, ContentType? after) => null;

    public void Foresee(TypeForesight change)
    {
        if (change.Before is not { } before) return;
        var may = change.Actor.May(Permission.AccessManage);
        foreach (var role in change.Db.Roles.AsNoTracking().ToList()) Tell("role", role.Id.Value, role.Name, role.Rights);
        foreach (var token in change.Db.ApiTokens.AsNoTracking().ToList()) Tell("token", token.Id.Value, token.Name, token.Granted);

        void Tell(string kind, long id, string name, Rights rights)
        {
            var fields = rights.Types.GetValueOrDefault(before.Id.Value)?.Values.SelectMany(right => right.Fields ?? new HashSet<long>()).ToHashSet() ?? [];
            var named = change.Removed.Where(gone => fields.Contains(gone.Id.Value)).Select(gone => $"'{gone.Name}'").ToArray();
            if (named.Length > 0) change.Touch(may, kind, id, name, $"Its fields of this type name {string.Join(", ", named)}: that right goes with {(named.Length == 1 ? "it" : "them")}.", breaks: false);
            var added = change.After.Attributes.Where(a => before.Attributes.All(b => b.Id != a.Id)).Select(a => $"'{a.Name}'").ToArray();
            if (added.Length > 0 && fields.Count > 0) change.Touch(may, kind, id, name, $"Its fields of this type are listed one by one: {string.Join(", ", added)} {(added.Length == 1 ? "is" : "are")} not among them.", breaks: false);
        }
    }
}
