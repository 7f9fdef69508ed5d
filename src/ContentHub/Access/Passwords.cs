using Microsoft.AspNetCore.Identity;

namespace ContentHub.Access;

/// <summary>Passwords as ASP.NET Core Identity keeps them (PBKDF2), with the same work for accounts that do not exist.</summary>
internal sealed class Passwords
{
    private readonly IPasswordHasher<User> _hasher;
    private readonly User _nobody;

    public Passwords(IPasswordHasher<User> hasher)
    {
        _hasher = hasher;
        _nobody = new User { Email = "", NormalizedEmail = "", PasswordHash = "" };
        _nobody.PasswordHash = hasher.HashPassword(_nobody, Uid.Random());
    }

    public string Hash(string password) => _hasher.HashPassword(_nobody, password);

    /// <summary>Whether it is this person's password. With null, of somebody who does not exist or may not sign in, and of who has none: no, after the same work.</summary>
    public bool Fits(User? user, string password)
    {
        var asked = user is { HasPassword: true } ? user : _nobody;
        return _hasher.VerifyHashedPassword(asked, asked.PasswordHash, password) != PasswordVerificationResult.Failed && asked == user;
    }
}
