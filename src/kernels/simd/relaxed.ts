/** A module with one function that multiplies and adds in relaxed SIMD. */
const PROBE = "AGFzbQEAAAABBQFgAAF7AwIBAAoTAREAQQD9EUEA/RFBAP0R/YUCCw==";

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Whether this machine runs relaxed SIMD. */
export const hasRelaxedSimd = (): boolean => WebAssembly.validate(bytesOf(PROBE));
