using ContentHub.Access;

namespace ContentHub.Tests.Access;

public sealed class RightsTests
{
    private static readonly EntryRight Own = new(Own: true), Title = new(Fields: new HashSet<long> { 1 }), TitleAndBody = new(Fields: new HashSet<long> { 1, 2 });

    [Fact]
    public void A_type_of_its_own_row_has_that_and_nothing_of_every_types()
    {
        var rights = Rows((Rights.EveryType, [(Permission.EntriesRead, EntryRight.Full), (Permission.EntriesDelete, EntryRight.Full)]), (7, [(Permission.EntriesRead, Own)]), (8, []));

        Assert.Equal(EntryRight.Full, rights.On(5, Permission.EntriesDelete));
        Assert.Equal(Own, rights.On(7, Permission.EntriesRead));
        Assert.Null(rights.On(7, Permission.EntriesDelete));
        Assert.Null(rights.On(8, Permission.EntriesRead));
        Assert.True(rights.May(Permission.EntriesRead));
        Assert.False(rights.May(Permission.EntriesPublish));
        Assert.False(rights.MayOnEveryType(Permission.EntriesRead));
        Assert.True(Rights.ReadOnly.MayOnEveryType(Permission.EntriesRead));
    }

    [Fact]
    public void Nobody_can_give_more_than_he_has()
    {
        Assert.True(Rights.All.Covers(Rights.ReadOnly));
        Assert.True(Rights.All.Covers(Rights.All));
        Assert.False(Rights.ReadOnly.Covers(Rights.All));
        Assert.True(Rights.None.Covers(Rights.None));
        Assert.False(Rights.None.Covers(Rights.Everywhere([Permission.MediaRead])));

        var read = Rows((Rights.EveryType, [(Permission.EntriesRead, EntryRight.Full)]));
        Assert.True(read.Covers(Rows((7, [(Permission.EntriesRead, Own)]))));
        Assert.False(Rows((7, [(Permission.EntriesRead, Own)])).Covers(Rows((7, [(Permission.EntriesRead, EntryRight.Full)]))));
        Assert.True(Rows((7, [(Permission.EntriesRead, TitleAndBody)])).Covers(Rows((7, [(Permission.EntriesRead, Title)]))));
        Assert.False(Rows((7, [(Permission.EntriesRead, Title)])).Covers(Rows((7, [(Permission.EntriesRead, TitleAndBody)]))));
        // A right to every type is one to the type that one has less of.
        Assert.False(Rows((Rights.EveryType, [(Permission.EntriesRead, EntryRight.Full)]), (7, [])).Covers(read));
        Assert.True(read.Covers(Rows((Rights.EveryType, [(Permission.EntriesRead, EntryRight.Full)]), (7, []))));
    }

    [Fact]
    public void Within_other_rights_only_what_both_allow_is_left()
    {
        var wide = Rows((Rights.EveryType, [(Permission.EntriesRead, EntryRight.Full), (Permission.EntriesUpdate, TitleAndBody)]));
        var narrow = Rows((Rights.EveryType, [(Permission.EntriesRead, Own)]), (7, [(Permission.EntriesUpdate, new EntryRight(true, new HashSet<long> { 2, 3 })), (Permission.EntriesDelete, EntryRight.Full)]));

        var both = wide.Within(narrow);

        Assert.Equal(Own, both.On(5, Permission.EntriesRead));
        Assert.Null(both.On(5, Permission.EntriesUpdate));
        Assert.Null(both.On(7, Permission.EntriesDelete));
        Assert.True(both.On(7, Permission.EntriesUpdate) is { Own: true } update && update.Fields!.SetEquals([2]));
        Assert.True(wide.Covers(both) && narrow.Covers(both));
        Assert.Same(narrow, Rights.All.Within(narrow));
        Assert.Same(narrow, narrow.Within(Rights.All));
    }

    [Fact]
    public void Rights_come_back_from_the_database_as_they_were()
    {
        foreach (var rights in new[] { Rights.None, Rights.All, Rights.ReadOnly, Rows((Rights.EveryType, [(Permission.EntriesRead, Own)]), (7, [(Permission.EntriesUpdate, TitleAndBody)]), (8, [])) })
        {
            var back = Rights.Parse(rights.ToJson());
            Assert.True(back.Covers(rights) && rights.Covers(back), rights.ToJson());
            Assert.Equal(rights.IsEverything, back.IsEverything);
        }

        // A permission that is gone since, or comes from a later release, is nothing.
        Assert.Equal([Permission.MediaRead], Rights.Parse("""{"General":["media.read","moon.fly"],"Types":{"0":{"entries.fly":{"Own":false}}}}""").General);
    }

    private static Rights Rows(params (long Type, (Permission Permission, EntryRight Right)[] Row)[] types) =>
        new([], types.ToDictionary(t => t.Type, t => (IReadOnlyDictionary<Permission, EntryRight>)t.Row.ToDictionary(r => r.Permission, r => r.Right)));
}
