import { DropdownMenu } from "radix-ui";

interface Props {
  /** Whether there is no run to repeat. */
  off: boolean;
  /** Saves the script of the run at hand. */
  onRepeat: () => void;
}

/** The PyTorch scripts in an export menu: with the run's settings, and for its energies. */
export function ScriptItems({ off, onRepeat }: Props) {
  return (
    <>
      <DropdownMenu.Item disabled={off} onSelect={onRepeat}>
        PyTorch script to repeat the run (.py)
      </DropdownMenu.Item>
      <DropdownMenu.Item asChild>
        <a href="score_features.py" download>
          PyTorch script to score with them (.py)
        </a>
      </DropdownMenu.Item>
    </>
  );
}
