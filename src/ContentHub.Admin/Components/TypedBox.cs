using Microsoft.AspNetCore.Components;

namespace ContentHub.Admin.Components;

/// <summary>A control for a text or a choice. What is typed while the server answers stays: it shows another text only when it is given another one than before.</summary>
/// <remarks>Its control is bound to <see cref="Shown"/> by <see cref="TypedAsync"/>: what is only a value with a handler, Blazor sets again to what the server knew, over the letters typed since.</remarks>
public abstract class TypedBox : ComponentBase
{
    private string? _value;

    /// <summary>What stands in it.</summary>
    [Parameter] public string? Value { get; set; }

    /// <summary>Told what was typed.</summary>
    [Parameter] public EventCallback<string?> ValueChanged { get; set; }

    /// <summary>What the server knows to stand in it.</summary>
    protected string? Shown { get; private set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Value == _value) return;
        _value = Shown = Value;
    }

    /// <summary>Tells the owner.</summary>
    protected Task TypedAsync(string? text)
    {
        Shown = text;
        return ValueChanged.InvokeAsync(text);
    }
}
