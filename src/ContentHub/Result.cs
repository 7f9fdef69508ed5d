using System.Diagnostics.CodeAnalysis;

namespace ContentHub;

/// <summary>What a service method answers: a value, or the <see cref="ContentHub.Problem"/> that stood in its way.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Problem? problem)
    {
        _value = value;
        Problem = problem;
    }

    /// <summary>Why not; null on success.</summary>
    public Problem? Problem { get; }

    /// <summary>The outcome. Only on success.</summary>
    /// <exception cref="InvalidOperationException">There is a <see cref="Problem"/>: a caller forgot to look.</exception>
    public T Value => Problem is null ? _value! : throw new InvalidOperationException($"There is no value: {Problem.Message}");

    /// <summary>True with the value, false with the problem.</summary>
    public bool Ok([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    {
        value = _value;
        problem = Problem;
        return Problem is null;
    }

    /// <summary>The same refusal, or another value.</summary>
    public Result<TOther> Then<TOther>(Func<T, TOther> map) => Problem is { } problem ? problem : map(_value!);

    /// <summary>Success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Refusal.</summary>
    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}

/// <summary>Nothing but success.</summary>
public readonly record struct Done;
