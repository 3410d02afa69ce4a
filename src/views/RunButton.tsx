interface Props {
  label: string;
  primary?: boolean;
  /** Without a border, underlined. */
  quiet?: boolean;
  /** Whether a press does nothing now. */
  off: boolean;
  onPress: () => void;
}

/**
 * A button that its own press turns off: it says so and does nothing, but is not `disabled`, since a
 * control that is disabled loses the keyboard.
 */
export function RunButton({ label, primary = false, quiet = false, off, onPress }: Props) {
  return (
    <button
      type="button"
      className={primary ? "primary" : quiet ? "quiet" : undefined}
      aria-disabled={off}
      onClick={off ? undefined : onPress}
    >
      {label}
    </button>
  );
}
