import { useLabState } from "../../context.ts";

/** Sweeps: their designs, and what they found. */
export function Sweeps() {
  const sweeps = useLabState(({ sweeps }) => sweeps.sweeps);
  return <p>{sweeps ? `${sweeps.length} sweeps` : "reading"}</p>;
}
