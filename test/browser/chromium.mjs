import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "microsoft-edge-stable",
];

const MAC_APPLICATIONS = ["Google Chrome", "Chromium", "Microsoft Edge"];

const WINDOWS_PROGRAMS = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

/** What a browser is started with to be tested: headless, and silent on the network. */
export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

/** Further flags that give the page WebGPU in software: slow, for correctness only. */
export const SOFTWARE_WEBGPU = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  // By this extension SwiftShader zeroes a work-group's memory with a store for each element, which
  // it takes seconds to compile; without it the browser writes a loop that does the same.
  "--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension",
];

/** Every place where this system may keep a browser, likeliest first. */
function candidates() {
  const { env, platform } = process;
  if (platform === "win32") {
    return [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA].flatMap((folder) =>
      folder ? WINDOWS_PROGRAMS.map((program) => join(folder, program)) : [],
    );
  }
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  if (platform !== "darwin") return found;
  const applications = MAC_APPLICATIONS.flatMap((name) =>
    ["/Applications", join(env.HOME ?? "", "Applications")].map((folder) =>
      join(folder, `${name}.app`, "Contents", "MacOS", name),
    ),
  );
  return [...applications, ...found];
}

/**
 * The path of the system's Chromium, Chrome or Edge, or null; CHROME_PATH goes before all others.
 *
 * @returns {string | null}
 * @throws {Error} if CHROME_PATH names a file that is not there
 */
export function findChromium() {
  const chosen = process.env.CHROME_PATH;
  if (!chosen) return candidates().find((path) => existsSync(path)) ?? null;
  if (existsSync(chosen)) return chosen;
  throw new Error(`CHROME_PATH: expected a browser's executable, found no file ${chosen}`);
}

/**
 * The path of a browser, installed by apt if there is none and this is root on Debian or Ubuntu.
 *
 * @returns {string}
 * @throws {Error} if there is none and none could be installed
 */
export function requireChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    /** @param {string[]} args */
    const apt = (...args) => spawnSync("apt-get", args, { stdio: "inherit", env }).status === 0;
    const installed =
      apt("update") &&
      apt("install", "-y", "--no-install-recommends", "chromium") &&
      findChromium();
    if (installed) return installed;
  }
  throw new Error(
    "browser: expected Chromium, Chrome or Edge, found none; install one or set CHROME_PATH to its executable",
  );
}
