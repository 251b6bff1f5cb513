import type { ReactNode } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";

export interface MenuProps {
  /** What the button is called where its own words do not say it. */
  label?: string;
  listLabel: string;
  className: string;
  button: ReactNode;
  /** What stands over the acts. */
  head?: ReactNode;
  items: readonly (readonly [id: string, words: string])[];
  onAction: (id: string) => void;
}

/** A button that opens a list of acts, by mouse and by keys. */
export function MenuButton({
  label,
  listLabel,
  className,
  button,
  head,
  items,
  onAction,
}: MenuProps) {
  return (
    <MenuTrigger>
      <Button className={className} {...(label !== undefined && { "aria-label": label })}>
        {button}
      </Button>
      <Popover className="popover" placement="bottom end">
        {head}
        <Menu
          className="menu-list"
          aria-label={listLabel}
          onAction={(key) => onAction(String(key))}
        >
          {items.map(([id, words]) => (
            <MenuItem key={id} id={id} className="menu-item">
              {words}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
