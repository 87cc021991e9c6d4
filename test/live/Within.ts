/** A limit of time as this process has it, on a machine that others use too. */

const tickMillis = 10

/**
 * What the work gives, or "late" after so many milliseconds in which this
 * process ran: a standstill, of whatever length, counts as one tick of ten.
 */
export const within = async <A>(millis: number, work: Promise<A>): Promise<A | "late"> => {
  let left = millis / tickMillis
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<"late">((resolve) => {
    timer = setInterval(() => {
      if (--left <= 0) resolve("late")
    }, tickMillis)
  })
  return Promise.race([work, late]).finally(() => clearInterval(timer))
}
