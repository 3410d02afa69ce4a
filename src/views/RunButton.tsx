interface Props {
  label: string;
  primary?: boolean;
  /** Whether a press does nothing now. */
  off: boolean;
  onPress: () => void;
}

/**
 * A button that its own press turns off: it says so and does nothing, but is not `disabled`, since a
 * control that is disabled loses the keyboard.
 */
export function RunButton({ label, primary = false, off, onPress }: Props) {
  return (
    <button
      type="button"
      className={primary ? "primary" : undefined}
      aria-disabled={off}
      onClick={off ? undefined : onPress}
    >
      {label}
    </button>
  );
}
