namespace ContentHub.ContentTypes;

/// <summary>What attributes say about other types must hold: targets and components exist, both sides of a relation agree, no component contains itself.</summary>
internal static class TypeReferences
{
    /// <param name="before">The type as it is; null for a new one.</param>
    /// <param name="together">Types that are saved in the same change, the form among them.</param>
    public static Problem.Invalid? Check(ContentTypeCatalog catalog, ContentType? before, ContentTypeForm form, IReadOnlyList<ContentTypeForm> together)
    {
        var errors = new List<FieldError>();
        foreach (var (attribute, _) in form.Attributes)
        {
            switch (attribute)
            {
                case RelationAttribute relation:
                    CheckRelation(relation);
                    break;
                case ComponentAttribute part:
                    CheckComponent(part.Name, "component", part.Component);
                    break;
                case DynamicZoneAttribute zone:
                    foreach (var component in zone.Components) CheckComponent(zone.Name, "components", component);
                    break;
            }
        }

        if (errors.Count == 0 && form.Kind == ContentTypeKind.Component && Contains(form.Name, form.Name, []))
            errors.Add(new FieldError("attributes", $"'{form.Name}' would contain itself"));
        return errors.Count > 0 ? new Problem.Invalid(errors) : null;

        void Wrong(string attribute, string option, string message) => errors.Add(new FieldError(["attributes", attribute, option], message));

        void CheckComponent(string attribute, string option, string component)
        {
            if (KindOf(component) is not ContentTypeKind.Component) Wrong(attribute, option, $"there is no component '{component}'{Nearest.Hint(component, catalog.Components.Select(c => c.Name))}");
        }

        void CheckRelation(RelationAttribute relation)
        {
            if (KindOf(relation.Target) is null or ContentTypeKind.Component)
            {
                Wrong(relation.Name, "target", $"there is no content type '{relation.Target}'{Nearest.Hint(relation.Target, catalog.Types.Select(t => t.Name))}");
                return;
            }

            if (relation.MappedBy is { } owner)
            {
                // The owner may come later, with the other type of a pair that is made one after the other, but not as something else.
                var there = AttributesOf(relation.Target).FirstOrDefault(a => a.Name == owner);
                if (there is null) Wrong(relation.Name, "mapped_by", $"'{relation.Target}' has no attribute '{owner}'");
                else if (there is not RelationAttribute { MappedBy: null } other || other.Target != form.Name) Wrong(relation.Name, "mapped_by", $"'{owner}' of '{relation.Target}' is no relation to '{form.Name}' that could be shown from here");
                else if (other.Relation != Mirrored(relation.Relation)) Wrong(relation.Name, "relation", $"the other side says {Text(other.Relation)}, so this one is {Text(Mirrored(other.Relation))}");
            }
            else if (relation.InversedBy is { } inverse && AttributesOf(relation.Target).FirstOrDefault(a => a.Name == inverse) is { } there
                && (there is not RelationAttribute other || other.MappedBy != relation.Name || other.Target != form.Name))
            {
                Wrong(relation.Name, "inversed_by", $"'{inverse}' of '{relation.Target}' does not show this relation: give it mapped_by '{relation.Name}'");
            }
        }

        ContentTypeKind? KindOf(string name) => together.FirstOrDefault(f => f.Name == name)?.Kind ?? catalog.ByName(name)?.Kind;

        IEnumerable<ContentAttribute> AttributesOf(string name) =>
            together.FirstOrDefault(f => f.Name == name)?.Attributes.Select(a => a.Wanted) ?? catalog.ByName(name)?.Attributes ?? [];

        bool Contains(string component, string wanted, HashSet<string> seen) => seen.Add(component) && AttributesOf(component).OfType<ComponentAttribute>()
            .Any(a => a.Component == wanted || (before is not null && a.Component == before.Name) || Contains(a.Component, wanted, seen));
    }

    /// <summary>Other types that name this one, or a relation of it.</summary>
    public static void Foresee(TypeForesight change)
    {
        if (change.Before is not { } before) return;
        var gone = change.Removed.Select(a => a.Name).ToHashSet();
        foreach (var other in change.Catalog.All.Where(t => t.Id != before.Id && t.Names(before.Name)))
        {
            var sides = other.Attributes.OfType<RelationAttribute>().Where(a => a.Target == before.Name && (a.MappedBy ?? a.InversedBy) is not null).ToArray();
            foreach (var side in sides.Where(s => gone.Contains((s.MappedBy ?? s.InversedBy)!)))
                Touch($"'{side.Name}' is the other side of '{side.MappedBy ?? side.InversedBy}', which goes: {(side.MappedBy is null ? "it stays a relation by itself" : "it has nothing to show any more")}", breaks: true);
            if (before.Name != change.After.Name || sides.Any(s => change.Renamed.ContainsKey((s.MappedBy ?? s.InversedBy)!))) Touch("Its attributes follow to the new name", breaks: false);

            void Touch(string message, bool breaks) => change.Touch(sees: true, "content_type", other.Id.Value, other.DisplayName, message + ".", breaks);
        }
    }

    private static RelationKind Mirrored(RelationKind kind) => kind switch
    {
        RelationKind.OneToMany => RelationKind.ManyToOne,
        RelationKind.ManyToOne => RelationKind.OneToMany,
        _ => kind,
    };

    private static string Text(RelationKind kind) => char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..];
}
