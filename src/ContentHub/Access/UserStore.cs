using System.Globalization;
using ContentHub.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ContentHub.Access;

/// <summary>ASP.NET Core Identity's view of the users table, over the same one way to write as everything else.</summary>
internal sealed class UserStore(Database database) : IUserPasswordStore<User>, IUserEmailStore<User>, IUserSecurityStampStore<User>, IUserLockoutStore<User>
{
    public async Task<IdentityResult> CreateAsync(User user, CancellationToken cancellationToken) =>
        Outcome(await database.WriteAsync<Done>(
            unit =>
            {
                if (unit.Db.Users.Any(u => u.NormalizedEmail == user.NormalizedEmail)) return new Problem.Invalid("there is a user with this e-mail already", "email");
                user.Id = unit.NextId<User>();
                unit.Db.Add(user);
                return new Done();
            },
            cancellationToken));

    public async Task<IdentityResult> UpdateAsync(User user, CancellationToken cancellationToken) =>
        Outcome(await database.WriteAsync<Done>(
            unit =>
            {
                // The count of failures is changed below, atomically: a hundred guesses at once must not each begin at zero.
                unit.Db.Update(user).Property(u => u.AccessFailedCount).IsModified = false;
                return new Done();
            },
            cancellationToken));

    public async Task<IdentityResult> DeleteAsync(User user, CancellationToken cancellationToken) =>
        Outcome(await database.WriteAsync<Done>(
            unit =>
            {
                unit.Db.Remove(user);
                return new Done();
            },
            cancellationToken));

    public Task<User?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Id<User>.TryParse(userId, CultureInfo.InvariantCulture, out var id)
            ? database.ReadAsync(db => db.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken), cancellationToken)
            : Task.FromResult<User?>(null);

    public Task<User?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => FindByEmailAsync(normalizedUserName, cancellationToken);

    public Task<User?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) =>
        database.ReadAsync(db => db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalizedEmail, cancellationToken), cancellationToken);

    public Task<string> GetUserIdAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetUserNameAsync(User user, string? userName, CancellationToken cancellationToken) => SetEmailAsync(user, userName, cancellationToken);

    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task SetNormalizedUserNameAsync(User user, string? normalizedName, CancellationToken cancellationToken) => SetNormalizedEmailAsync(user, normalizedName, cancellationToken);

    public Task SetEmailAsync(User user, string? email, CancellationToken cancellationToken) => Set(() => user.Email = email ?? "");

    public Task<string?> GetEmailAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<bool> GetEmailConfirmedAsync(User user, CancellationToken cancellationToken) => Task.FromResult(true);

    // Nothing depends on a confirmed address: users are made by the owner, not by themselves.
    public Task SetEmailConfirmedAsync(User user, bool confirmed, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> GetNormalizedEmailAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task SetNormalizedEmailAsync(User user, string? normalizedEmail, CancellationToken cancellationToken) => Set(() => user.NormalizedEmail = normalizedEmail ?? "");

    public Task SetPasswordHashAsync(User user, string? passwordHash, CancellationToken cancellationToken) => Set(() => user.PasswordHash = passwordHash);

    public Task<string?> GetPasswordHashAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetSecurityStampAsync(User user, string stamp, CancellationToken cancellationToken) => Set(() => user.SecurityStamp = stamp);

    public Task<string?> GetSecurityStampAsync(User user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.LockoutEnd);

    public Task SetLockoutEndDateAsync(User user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Set(() => user.LockoutEnd = lockoutEnd);

    public async Task<int> IncrementAccessFailedCountAsync(User user, CancellationToken cancellationToken)
    {
        var result = await database.WriteAsync<int>(
            unit =>
            {
                var row = unit.Db.Users.Where(u => u.Id == user.Id);
                row.ExecuteUpdate(u => u.SetProperty(x => x.AccessFailedCount, x => x.AccessFailedCount + 1));
                return row.Select(u => u.AccessFailedCount).Single();
            },
            cancellationToken);
        return user.AccessFailedCount = result.Value;
    }

    public async Task ResetAccessFailedCountAsync(User user, CancellationToken cancellationToken)
    {
        await database.WriteAsync<Done>(
            unit =>
            {
                unit.Db.Users.Where(u => u.Id == user.Id).ExecuteUpdate(u => u.SetProperty(x => x.AccessFailedCount, 0));
                return new Done();
            },
            cancellationToken);
        user.AccessFailedCount = 0;
    }

    public Task<int> GetAccessFailedCountAsync(User user, CancellationToken cancellationToken) => Task.FromResult(user.AccessFailedCount);

    public Task<bool> GetLockoutEnabledAsync(User user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(User user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // The database outlives the store.
    }

    private static Task Set(Action set)
    {
        set();
        return Task.CompletedTask;
    }

    private static IdentityResult Outcome(Result<Done> result) =>
        result.Problem is { } problem ? IdentityResult.Failed(new IdentityError { Code = "email", Description = problem.Message }) : IdentityResult.Success;
}
