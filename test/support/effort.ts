/**
 * The least processor time of this thread, in ms, of up to three runs that stops at the first below `enoughMs`: what code
 * costs, whatever else the machine is doing.
 */
export function effortMs(run: () => void, enoughMs: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 3 && least >= enoughMs; attempt++) {
    const before = process.threadCpuUsage()
    run()
    const { user, system } = process.threadCpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}
