import { Checkbox, Dialog } from "radix-ui";
import { useId } from "react";
import { LOCAL_KEYS, SHORTCUTS } from "../lab/shortcuts.ts";
import { useLab, useLabState } from "./context.ts";

/** A button, and the sheet of all keys that it opens. */
export function Shortcuts() {
  const { sheet } = useLab();
  const { open } = useLabState((state) => state.sheet);
  return (
    <Dialog.Root open={open} onOpenChange={sheet.show}>
      <Dialog.Trigger className="save" aria-label="Keyboard shortcuts" title="Keyboard shortcuts">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M1,4H15V12.5H1ZM3.5,6.7H4.5M6.5,6.7H7.5M9.5,6.7H10.5M12,6.7H13M4.5,10H11.5" />
        </svg>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="sheet" aria-describedby={undefined}>
          <div className="data-head">
            <Dialog.Title>Keyboard shortcuts</Dialog.Title>
            <Dialog.Close>Close</Dialog.Close>
          </div>
          <Single />
          <table className="small-table">
            <caption>Where a control has keys of its own</caption>
            <thead>
              <tr>
                <th scope="col">Keys</th>
                <th scope="col">Where</th>
                <th scope="col">What they do</th>
              </tr>
            </thead>
            <tbody>
              {LOCAL_KEYS.map(({ keys, where, what }) => (
                <tr key={keys + where}>
                  <th scope="row">{keys}</th>
                  <td>{where}</td>
                  <td>{what}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The shortcuts of a single key, and the means to turn them off. */
function Single() {
  const { sheet } = useLab();
  const { keys } = useLabState((state) => state.sheet);
  const tab = useLabState(({ place }) => place.tab);
  const id = useId();
  return (
    <>
      <span className="toggle">
        <Checkbox.Root id={id} checked={keys} onCheckedChange={(on) => sheet.turn(on === true)}>
          <Checkbox.Indicator>✓</Checkbox.Indicator>
        </Checkbox.Root>
        <label htmlFor={id}>Shortcuts of a single key are on</label>
      </span>
      <table className={keys ? "small-table" : "small-table muted"}>
        <caption>Anywhere but where you type</caption>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">What it does</th>
          </tr>
        </thead>
        <tbody>
          {SHORTCUTS.map(({ key, what, tabs }) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>
                {what}
                {!tabs.includes(tab) && <small> not on this tab</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
