import { Dismiss } from "./Dismiss.tsx";

interface Props {
  title: string;
  lines: string[];
  /** Without it the alert stays until its cause is gone. */
  onDismiss?: () => void;
}

/** Problems for people; nothing at all where there are none. */
export function Alerts({ title, lines, onDismiss }: Props) {
  if (lines.length === 0) return null;
  return (
    <div role="alert" className="alert">
      <div>
        <strong>{title}</strong>
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      {onDismiss && <Dismiss onPress={onDismiss} />}
    </div>
  );
}
