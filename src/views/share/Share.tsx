import { Popover } from "radix-ui";
import { useEffect, useId, useState } from "react";
import { isToyTab } from "../../lab/place.ts";
import { linkTo } from "../../lab/sharing.ts";
import { useLab, useLabState } from "../context.ts";
import { CopyField } from "./CopyField.tsx";
import { Embed } from "./Embed.tsx";
import { useLinked } from "./linked.ts";

/** Milliseconds that a brief word stays. */
const BRIEF = 4000;

/** Hands on what is on screen: a link at a press, or a link and code for other pages to choose from. */
export function Share() {
  const { share } = useLab();
  const open = useLabState(({ share }) => share.open);
  return (
    <div className="share">
      <button type="button" onClick={() => share.copyLink()}>
        Copy link
      </button>
      <Popover.Root open={open} onOpenChange={share.setOpen}>
        <Popover.Trigger>Share</Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            className="popover share-popover"
            aria-label="Share"
            sideOffset={4}
            collisionPadding={12}
          >
            <Choices />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <Said />
    </div>
  );
}

/** What became of the last copy; read out, and seen for a while or until it is dismissed. */
function Said() {
  const { share } = useLab();
  const said = useLabState(({ share }) => share.said);
  useEffect(() => {
    if (!said?.brief) return;
    const timer = setTimeout(share.dismiss, BRIEF);
    return () => clearTimeout(timer);
  }, [said, share]);
  return (
    <div role="status" aria-label="Copied" className="said">
      {said && <span>{said.text}</span>}
      {said && !said.brief && (
        <button type="button" className="quiet" onClick={share.dismiss}>
          Dismiss
        </button>
      )}
    </div>
  );
}

function Choices() {
  const { share } = useLab();
  const id = useId();
  const [autorun, setAutorun] = useState(false);
  const state = useLinked();
  const { url, missing } = linkTo(state, share.address, { autorun });
  return (
    <>
      <CopyField label="Link" text={url} onCopy={() => share.copyLink(autorun)} />
      {missing.length > 0 && <p className="muted note">Not in it: {missing.join(" ")}</p>}
      {isToyTab(state.place.tab) && (
        <div className="check">
          <input
            id={id}
            type="checkbox"
            checked={autorun}
            onChange={(event) => setAutorun(event.target.checked)}
          />
          <label htmlFor={id}>Train as soon as it is opened</label>
        </div>
      )}
      <Embed state={state} autorun={autorun} />
    </>
  );
}
