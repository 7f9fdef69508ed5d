namespace ContentHub.Persistence;

/// <summary>What queries over content write differently per database. All take and give SQL text; values are parameters, keys are numbers.</summary>
public interface IQueryDialect
{
    /// <summary>A member of a JSON object as text; null where there is none.</summary>
    string JsonText(string json, string key);

    /// <summary>The same as a double.</summary>
    string JsonNumber(string json, string key);

    /// <summary>The same as a 64-bit integer, from a number or a string of digits.</summary>
    string JsonInteger(string json, string key);

    /// <summary>The same as 1 or 0.</summary>
    string JsonBoolean(string json, string key);

    /// <summary>An item of FROM: the objects of a list under the key, or the one object there, as <c>alias.value</c>.</summary>
    string JsonObjects(string json, string key, string alias);

    /// <summary>As text.</summary>
    string AsText(string value);

    /// <summary>Without upper case, for all of Unicode.</summary>
    string Fold(string text);

    /// <summary>Compared and sorted by code points.</summary>
    string ByCodePoints(string text);

    /// <summary>Whether the text has the part in it, literally.</summary>
    string Contains(string text, string part);

    /// <summary>Whether it begins with it.</summary>
    string StartsWith(string text, string part);

    /// <summary>Whether it ends with it.</summary>
    string EndsWith(string text, string part);

    /// <summary>Whether the value is among the ids of a parameter made by <see cref="Ids"/>.</summary>
    string IsAmong(string value, string ids);

    /// <summary>Value of a parameter with any number of ids.</summary>
    object Ids(IReadOnlyCollection<long> ids);

    /// <summary>An item of FROM: the rows of <c>search_texts</c> with a folded text in them, through the trigram index, each when it is asked for; three characters at least.</summary>
    /// <param name="row">Their alias.</param>
    /// <param name="term">A parameter made by <see cref="SearchTerm"/>.</param>
    string Found(string row, string term);

    /// <summary>Value of the parameter of <see cref="Found"/>.</summary>
    string SearchTerm(string folded);

    /// <summary>A join that is looked up for each row of what stands left of it, in the order of those; null where the database itself knows when that is the shorter way.</summary>
    string? JoinInOrder { get; }
}
