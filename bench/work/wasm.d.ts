/** The address of a file of tfjs-backend-wasm. */
declare module "*.wasm?url" {
  const url: string;
  export default url;
}
