import { Dismiss } from "./Dismiss.tsx";

interface Props {
  /** What happened, or null: the place of the next notice stays, so that it is read out. */
  text: string | null;
  onDismiss: () => void;
}

/** What the lab has dealt with by itself, and the reader may want to know. */
export function Notice({ text, onDismiss }: Props) {
  return (
    <div role="status" aria-label="Notice" className="notice">
      {text && (
        <>
          <p>{text}</p>
          <Dismiss onPress={onDismiss} />
        </>
      )}
    </div>
  );
}
