/** A limit of time as this process has it, on a machine that others use too. */

const tickMillis = 10

/**
 * What the work gives, or "late" after so many milliseconds in which this
 * process ran: a standstill counts as one tick of ten, or as the processor time
 * that it took, if that is more. What blocks the process by its own work is late.
 */
export const within = async <A>(millis: number, work: Promise<A>): Promise<A | "late"> => {
  let left = millis
  let used = process.cpuUsage()
  const isOver = (passedMillis: number): boolean => {
    const { system, user } = process.cpuUsage(used)
    used = process.cpuUsage()
    left -= Math.max(passedMillis, (system + user) / 1_000)
    return left <= 0
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<"late">((resolve) => {
    timer = setInterval(() => {
      if (isOver(tickMillis)) resolve("late")
    }, tickMillis)
  })
  // Before the next tick comes, too.
  const done = work.then((result): A | "late" => isOver(0) ? "late" : result)
  return Promise.race([done, late]).finally(() => clearInterval(timer))
}
