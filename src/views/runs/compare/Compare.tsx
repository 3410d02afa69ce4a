import { useLabState } from "../../context.ts";

/** Kept runs side by side. */
export function Compare() {
  const compared = useLabState(({ place }) => place.compared);
  return <p>{`${compared.length} runs`}</p>;
}
