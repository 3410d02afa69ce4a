import { SECTIONS } from "../../lab/sections.ts";
import { currentFrame, type LabState } from "../../lab/store.ts";
import { Alerts } from "../Alerts.tsx";
import { useLab, useLabState } from "../context.ts";
import { deferred } from "../Deferred.tsx";
import { Formula } from "../Formula.tsx";
import { Notice } from "../Notice.tsx";
import { Section } from "../Section.tsx";
import { Advice } from "./Advice.tsx";
import { Instruments } from "./Instruments.tsx";
import { Maps } from "./Maps.tsx";
import { Setup, ToySettingsPanel } from "./Setup.tsx";
import { Status } from "./Status.tsx";
import { Timeline } from "./timeline/Timeline.tsx";

const Board = deferred(() => import("./board/Board.tsx").then(({ Board }) => Board));

/** The 2D lab: setup on the left, the run on the right. */
export function ToyTab() {
  const { toy, board } = useLab();
  const notice = useLabState(noticeOf);
  const dismiss = () => {
    toy.dismiss();
    board.dismiss();
  };
  const phase = useLabState(({ toy }) => toy.phase);
  const drawing = useLabState(({ board, place }) => board.open && place.toy.data === "drawn");
  const bare = useLabState(({ place: { hidden } }) =>
    SECTIONS.every((name) => name === "header" || hidden.includes(name)),
  );
  const begun = useLabState(({ toy }) => currentFrame(toy) !== null);
  return (
    <div className="tab">
      <Section name="setup">
        <Setup />
      </Section>
      <Section name="settings">
        <ToySettingsPanel />
      </Section>
      <div id="results" className="results" tabIndex={-1}>
        <Alerts
          title={
            begun ? "The run stopped; what you see is its last good state" : "The run did not start"
          }
          lines={phase.at === "failed" ? [phase.message] : []}
        />
        {bare && (
          <p className="muted note">
            The address hides every part of the lab: take names out of its <code>hide=</code>, or
            all of it, to see them.
          </p>
        )}
        <Notice text={notice} onDismiss={dismiss} />
        <Advice />
        <Section name="status">
          <Status />
        </Section>
        <Section name="maps">{drawing ? <Board /> : <Maps />}</Section>
        <Section name="timeline">
          <Timeline />
        </Section>
        <Section name="instruments">
          <Instruments />
        </Section>
        <Section name="explanation">
          <Explanation />
        </Section>
      </div>
    </div>
  );
}

/** What the run or, where it is not open itself, the board has to say. */
function noticeOf({ toy, board, place }: LabState): string | null {
  const closed = !board.open && place.toy.data === "drawn";
  return toy.notice ?? (closed ? board.notice : null);
}

function Explanation() {
  return (
    <section className="explanation" aria-labelledby="explanation">
      <h2 id="explanation">What you see</h2>
      <p>
        The mixture q is fitted to the data. Its energy is{" "}
        <Formula tex="E_G(z) = -\log \sum_c \pi_c\, \mathcal{N}(z;\, \mu_c, \Sigma)" />, so low
        energy is high density. The correction multiplies it (eq. 1):{" "}
        <Formula tex="p_\theta(z) \propto e^{-E_\theta(z)}\, q(z)." />
      </p>
      <p>
        Training lowers <Formula tex="E_\theta" /> on data and raises it on particles (eq. 2, with
        an L2 term):{" "}
        <Formula tex="\mathcal{L} = \mathbb{E}_{z \sim p_{\text{in}}}[E_\theta(z)] - \mathbb{E}_{z' \sim p_\theta}[E_\theta(z')] + \lambda\, \mathcal{L}_{\text{Reg}}." />{" "}
        The particles follow Langevin dynamics (eq. 3):{" "}
        <Formula tex="z_{t+1} = z_t - \alpha_t \nabla_z (E_\theta + E_G)(z_t) + \sigma_t\, \varepsilon,\; \varepsilon \sim \mathcal{N}(0, I)." />
      </p>
      <p>
        The test NLL is by quadrature over the square that the maps show, the normaliser too, so it
        has no sampling noise; <em>Fit and modes</em> says how far the cells let it be off.
      </p>
    </section>
  );
}
