import type { Logger } from 'pino'
import { declaredBy, type Part } from '../app.ts'
import type { Platform } from '../platform.ts'

/** Something that a part counts when it is asked. */
export type Gauge = Readonly<{
  /** Without the `lyceum_` that all have; its unit last. */
  name: string
  help: string
  /** Names of labels, whose values come from lists in the code. */
  labels?: readonly string[]
  /** Quick: it is asked several times a minute, on the thread that answers people. */
  read: (platform: Platform) => Promise<readonly Reading[]>
}>

export type Reading = Readonly<{ value: number; labels?: Readonly<Record<string, string>> }>

/** A gauge with what it read; undefined where it failed or took too long. */
export type Read = Readonly<{ gauge: Gauge; readings: readonly Reading[] | undefined }>

const patienceMs = 2_000
const mostReadings = 500
/** Several who ask at once, or one who asks without pause, cost one look. */
const rememberedMs = 2_000

/** Reads the gauges of all parts; one that fails is left out, and the others are told all the same. */
export function openGauges(platform: Platform, parts: readonly Part[]): () => Promise<readonly Read[]> {
  let last: Promise<readonly Read[]> | undefined
  let lastAtMs = 0
  return () => {
    if (!last || performance.now() - lastAtMs > rememberedMs) {
      lastAtMs = performance.now()
      last = readAll(platform, parts)
    }
    return last
  }
}

async function readAll(platform: Platform, parts: readonly Part[]): Promise<readonly Read[]> {
  const gauges = await declaredBy(parts, (part) => part.gauges?.())
  return Promise.all(gauges.map((gauge) => readOne(platform, platform.log, gauge)))
}

async function readOne(platform: Platform, log: Pick<Logger, 'warn'>, gauge: Gauge): Promise<Read> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`It took more than ${patienceMs} ms.`)), patienceMs).unref()
  })
  try {
    return { gauge, readings: (await Promise.race([gauge.read(platform), late])).slice(0, mostReadings) }
  } catch (error) {
    log.warn({ err: error, gauge: gauge.name }, 'a gauge could not be read')
    return { gauge, readings: undefined }
  }
}
