interface Props {
  entries: { name: string; className: string }[];
  /** One below the other. */
  tall?: boolean;
}

/** What the lines of a chart are. */
export function Key({ entries, tall = false }: Props) {
  return (
    <ul className={tall ? "key tall" : "key"}>
      {entries.map(({ name, className }) => (
        <li key={name}>
          <svg viewBox="0 0 18 8" aria-hidden="true">
            <path className={`line ${className}`} d="M1,4H17" />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
