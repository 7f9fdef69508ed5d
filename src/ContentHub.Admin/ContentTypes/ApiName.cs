using System.Globalization;
using System.Text;

namespace ContentHub.Admin.ContentTypes;

/// <summary>Proposes names for the API from what people call things; the author may write others.</summary>
internal static class ApiName
{
    /// <summary><c>Blog Post</c> → <c>blog-post</c>.</summary>
    public static string Of(string? text)
    {
        var name = new StringBuilder();
        foreach (var c in (text ?? "").Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
            if (char.IsAsciiLetterOrDigit(c)) name.Append(char.ToLowerInvariant(c));
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
        }

        return name.ToString().Trim('-');
    }
}
