import { t as require_react } from "./react-B3arjaVW.js";
export default require_react();
