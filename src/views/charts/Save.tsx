import { DropdownMenu } from "radix-ui";
import { memo, useRef } from "react";
import { fileStem, saveFile } from "../file.ts";
import { Menu } from "../Menu.tsx";
import { pictureOf, pngFile, svgFile } from "./picture.ts";

const FILES = { svg: svgFile, png: pngFile };
const FORMATS = { svg: "SVG", png: "PNG, at double resolution" };
type Format = keyof typeof FORMATS;

/** Saves the figure or section that it stands in, a chart called `name`, as a picture. */
export const Save = memo(function Save({ name }: { name: string }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const save = async (format: Format) => {
    const part = trigger.current?.closest("figure, section");
    if (!part) return;
    const picture = pictureOf(part, name);
    saveFile(`${fileStem(name)}.${format}`, await FILES[format](picture));
  };
  return (
    <Menu
      trigger={
        <button type="button" ref={trigger} className="save" aria-label={`Save ${name}`}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M8,2V10M4.5,7 8,10.5 11.5,7M2.5,13.5H13.5" />
          </svg>
        </button>
      }
    >
      {(Object.keys(FORMATS) as Format[]).map((format) => (
        <DropdownMenu.Item key={format} onSelect={() => save(format)}>
          {FORMATS[format]}
        </DropdownMenu.Item>
      ))}
    </Menu>
  );
});
