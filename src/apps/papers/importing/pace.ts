const smoothing = 0.3

/** How fast an import goes, in words: rows, bytes, rows a second, and how long it will still take. */
export class Pace {
  readonly #totalBytes: number
  #rows: number
  #bytes: number
  #at: number
  #rowsPerSecond = 0
  #bytesPerSecond = 0

  /** Begins where an earlier run has ended. Times in ms on any steady clock. */
  constructor(totalBytes: number, rows: number, bytes: number, atMs: number) {
    this.#totalBytes = totalBytes
    this.#rows = rows
    this.#bytes = bytes
    this.#at = atMs
  }

  /** Takes what is done by now, and says it in a sentence. */
  sentence(rows: number, bytes: number, atMs: number): string {
    const seconds = (atMs - this.#at) / 1000
    if (seconds >= 0.25) {
      this.#rowsPerSecond = this.#smoothed(this.#rowsPerSecond, (rows - this.#rows) / seconds)
      this.#bytesPerSecond = this.#smoothed(this.#bytesPerSecond, (bytes - this.#bytes) / seconds)
      this.#rows = rows
      this.#bytes = bytes
      this.#at = atMs
    }
    const done = `${count(rows)} rows, ${megabytes(bytes)} of ${megabytes(this.#totalBytes)} MB`
    if (this.#rowsPerSecond < 1) return done
    const pace = `${done}, ${count(Math.round(this.#rowsPerSecond))} rows/s`
    const left = this.#bytesPerSecond > 0 ? (this.#totalBytes - bytes) / this.#bytesPerSecond : 0
    return left >= 1 ? `${pace}, about ${duration(left)} left` : pace
  }

  #smoothed(before: number, now: number): number {
    return before === 0 ? now : before * (1 - smoothing) + now * smoothing
  }
}

const count = (value: number): string => value.toLocaleString('en-GB')

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
