import { DropdownMenu } from "radix-ui";
import { type ReactNode, useState } from "react";

interface Props {
  /** The button that opens it. */
  trigger: ReactNode;
  align?: "start" | "end";
  /** Whether it is open from its first moment on, its first item with the keyboard. */
  first?: boolean;
  /** Before the keyboard goes back to the trigger, unless it is prevented. */
  onClosing?: (event: Event) => void;
  /** Its items, DropdownMenu's. */
  children: ReactNode;
}

/** A menu over the page. */
export function Menu({ trigger, align = "end", first = false, onClosing, children }: Props) {
  const [open, setOpen] = useState(first);
  // Within the page's main part, where screen readers look for what belongs to it.
  const container = open ? document.querySelector("main") : null;
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content
          className="menu"
          align={align}
          sideOffset={4}
          collisionPadding={12}
          {...(first && { ref: focusFirst })}
          {...(onClosing && { onCloseAutoFocus: onClosing })}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Radix does so only where a key has opened the menu, which it does not see of one that came open. */
function focusFirst(menu: HTMLElement | null): void {
  requestAnimationFrame(() => menu?.querySelector<HTMLElement>('[role="menuitem"]')?.focus());
}
