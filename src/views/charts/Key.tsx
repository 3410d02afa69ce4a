/** What the lines of a chart are. */
export function Key({ entries }: { entries: { name: string; className: string }[] }) {
  return (
    <ul className="key">
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
