import { useHandOn } from "./focus.ts";

/** Takes a message away, and itself with it. */
export function Dismiss({ onPress }: { onPress: () => void }) {
  const button = useHandOn<HTMLButtonElement>();
  return (
    <button ref={button} type="button" className="quiet" onClick={onPress}>
      Dismiss
    </button>
  );
}
