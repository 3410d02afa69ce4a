import { Slider } from "radix-ui";
import { useId } from "react";
import { useLab, useLabState } from "./context.ts";

/** The threshold of both tabs, by the share of ID points that it accepts. */
export function Gamma() {
  const { features } = useLab();
  const id = useId();
  const gamma = useLabState(({ place }) => place.results.gamma);
  const text = `${gamma.toFixed(1)} %`;
  return (
    <div className="gamma">
      <span id={id}>
        Threshold <var>γ</var> accepts <strong>{text}</strong> of ID
      </span>
      <Slider.Root
        className="slider"
        max={100}
        step={0.5}
        value={[gamma]}
        onValueChange={([to]) => features.show({ gamma: to! })}
      >
        <Slider.Track>
          <Slider.Range />
        </Slider.Track>
        <Slider.Thumb aria-labelledby={id} aria-valuetext={`${text} of ID accepted`} />
      </Slider.Root>
    </div>
  );
}
