/** The sections of the page that an embedded lab or a lesson can do without, as the address names them. */
export const SECTIONS = [
  "header",
  "setup",
  "settings",
  "status",
  "maps",
  "timeline",
  "instruments",
  "explanation",
] as const;
export type Section = (typeof SECTIONS)[number];

/** What each section is, for people. */
export const SECTION_NAMES: Record<Section, string> = {
  header: "Header",
  setup: "Setup: data, model, run buttons",
  settings: "Settings",
  status: "Status: the run's numbers",
  maps: "Energy maps",
  timeline: "Timeline",
  instruments: "Instruments",
  explanation: "Explanation",
};

/** Whether a section is on screen; an embedded lab has no header. */
export const isShown = (
  { embed, hidden }: { embed: boolean; hidden: readonly Section[] },
  section: Section,
): boolean => !hidden.includes(section) && !(embed && section === "header");
