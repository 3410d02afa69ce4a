/** What the reader has to put right: arguments, files. The program ends with exit code 2. */
export class InputError extends Error {}
