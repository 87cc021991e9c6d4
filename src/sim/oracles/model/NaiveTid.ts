/** What a TID says of when it was made. [tid] */
const alphabet = "234567abcdefghijklmnopqrstuvwxyz"

/** Since 1970. All but the last two letters, which are the clock identifier. */
export const microsOf = (tid: string): number => [...tid].slice(0, -2).reduce((micros, letter) => micros * 32 + alphabet.indexOf(letter), 0)
