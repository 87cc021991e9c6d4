/**
 * How long after a directory has taken an operation its answer may still be
 * under way to whoever gave it, while others act upon the new document already.
 */
export const answerMillis = 10_000
