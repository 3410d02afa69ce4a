import { featureActions } from "../../src/lab/scoring.ts";
import { createLabStore } from "../../src/lab/store.ts";
import { fakeWorkers } from "./port.ts";
import { summary } from "./samples.ts";

/** The Features tab over a worker that says what the test makes it say, its backend open. */
export function setUp() {
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  const features = featureActions(store, open, (then) => then());
  features.open();
  const port = ports[0]!;
  port.say({ type: "opened", backend: { name: "cpu", label: "CPU (test)" } });
  const state = () => store.getState().features;
  return { store, ports, port, features, state };
}

/** The same with two OOD sets loaded. */
export function setUpLoaded() {
  const lab = setUp();
  lab.features.read([]);
  lab.port.say({ type: "loaded", summary: summary("a", "b") });
  return lab;
}
