import { wholeLink } from "../../lab/sharing.ts";
import { useLab } from "../context.ts";
import { useLinked } from "./linked.ts";

/** Leads from an embedded lab to the same state in a page of its own. */
export function WholeLab() {
  const { share } = useLab();
  return (
    <footer className="whole-lab">
      <a href={wholeLink(useLinked(), share.address)} target="_blank" rel="noopener">
        Open in the lab
      </a>
    </footer>
  );
}
