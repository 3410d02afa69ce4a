import { RadioGroup } from "radix-ui";
import { type ReactNode, useId } from "react";
import type { Block } from "../../lab/learn/blocks.ts";
import { useLab, useLabState } from "../context.ts";
import { RunButton } from "../RunButton.tsx";
import { Inlines } from "./Inlines.tsx";

interface Props {
  chapter: string;
  prediction: Extract<Block, { type: "prediction" }>;
  /** The explanation. */
  children: ReactNode;
}

/** A question whose explanation is shown once the reader has chosen an answer. */
export function Prediction({ chapter, prediction, children }: Props) {
  const { learn } = useLab();
  const id = useId();
  const { index, question, answers } = prediction;
  const key = `${chapter}/${index}`;
  const choice = useLabState(({ learn }) => learn.choices[key]);
  const chosen = choice?.chosen ?? null;
  const shown = Boolean(choice?.shown);
  const right = chosen !== null && Boolean(answers[chosen]?.right);
  return (
    <section className="prediction" aria-labelledby={id}>
      <p id={id}>
        <strong>Predict:</strong> <Inlines content={question} />
      </p>
      <RadioGroup.Root
        aria-labelledby={id}
        value={chosen === null ? "" : String(chosen)}
        onValueChange={(value) => learn.choose(key, Number(value))}
      >
        {answers.map((answer, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is as fixed as the file
          <div key={i} className="answer">
            <RadioGroup.Item value={String(i)} id={id + i} aria-labelledby={`${id}${i}l`}>
              <RadioGroup.Indicator />
            </RadioGroup.Item>
            <label htmlFor={id + i} id={`${id}${i}l`}>
              <Inlines content={answer.content} />
              {shown && answer.right && <strong className="right"> ✓ right</strong>}
            </label>
          </div>
        ))}
      </RadioGroup.Root>
      <RunButton
        label="Show the answer"
        off={chosen === null || shown}
        onPress={() => learn.reveal(key)}
      />
      <div role="status" className="explained">
        {shown && (
          <>
            <p>
              <strong>
                {right ? "Yes, that is right." : "No: the right answer is marked above."}
              </strong>
            </p>
            {children}
          </>
        )}
      </div>
    </section>
  );
}
