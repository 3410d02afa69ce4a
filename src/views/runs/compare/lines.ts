/** The classes of a compared run's line: a colour and dashes by its number, from 1. */
export const lineOf = (number: number) => `compared-${number}`;
