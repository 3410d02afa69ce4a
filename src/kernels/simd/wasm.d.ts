/** A SIMD module's bytes in base64, compiled from AssemblyScript by vite.config.ts. */
declare module "*?wasm=plain" {
  const base64: string;
  export default base64;
}

declare module "*?wasm=relaxed" {
  const base64: string;
  export default base64;
}

/** AssemblyScript's types in the signatures of a module's exports. */
type i32 = number;
type u32 = number;
type f32 = number;
type usize = number;
