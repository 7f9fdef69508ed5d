using ContentHub.Admin.Hooks;
using ContentHub.Hooks;

namespace ContentHub.Admin.Tests.Hooks;

public sealed class HookWordsTests
{
    public static TheoryData<SignatureVerdict> Verdicts => [.. Enum.GetValues<SignatureVerdict>()];

    [Theory, MemberData(nameof(Verdicts))]
    public void A_verdict_is_said_in_the_panel_as_in_the_API(SignatureVerdict verdict)
    {
        Assert.Equal(verdict.Words(), HookWords.Why(verdict));
        Assert.Equal(verdict.Name().Replace('_', ' '), HookWords.Of(verdict), ignoreCase: true);
    }

    [Theory]
    [InlineData(false, 0, null, "answers 503")]
    [InlineData(false, 0, 1, "answers 503, once")]
    [InlineData(false, 1500, 3, "answers 503 after 1.5 s, 3 times")]
    [InlineData(true, 0, null, "hangs up")]
    [InlineData(true, 20_000, 1, "hangs up after 20 s, once")]
    public void An_answer_in_a_few_words(bool hangUp, int delay, int? times, string words) =>
        Assert.Equal(words, HookWords.Of(new InboxAnswer(503, Delay: TimeSpan.FromMilliseconds(delay), HangUp: hangUp, Times: times)));
}
