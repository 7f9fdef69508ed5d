using ContentHub.Access;
using ContentHub.Persistence;

namespace ContentHub.Media;

/// <summary>Whoever has places for files. Media knows no entries, yet an upload may name one.</summary>
internal interface IMediaOwner
{
    /// <summary>Puts files where an upload wants them, within its unit of work: a place for one takes one, a place for several gets them added at the end. Problems: Unauthorized, Forbidden, Invalid.</summary>
    /// <param name="model">Singular or plural of a type, or <c>api::name.name</c>.</param>
    /// <param name="key">Id or document id of an entry.</param>
    /// <param name="field">A media attribute.</param>
    Result<Done> Attach(WriteUnit unit, Actor actor, string model, string key, string field, IReadOnlyList<Id<MediaAsset>> files);
}
