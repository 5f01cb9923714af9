import { randomUUID } from 'node:crypto'
import type { Entity } from '../../../src/apps/plugins/formats/rows.ts'

/** What was asked for, after form and file were put together. */
export type ExecutionOptions = Readonly<{
  shots: number
  statevector: boolean
  seed: number
  /** Everything else of the file, passed on as it is. */
  rest: Entity
}>

const usualShots = 1024

/**
 * The form goes before the file, as the interface of executors demands. A check box that is not ticked says nothing, so
 * that the file may still ask for the state vector.
 *
 * @throws RangeError for shots or a seed of the file that are no whole numbers
 */
export function executionOptions(
  form: Readonly<{ shots: number | null; statevector: boolean }>,
  file: Entity,
  anySeed: () => number,
): ExecutionOptions {
  return {
    shots: form.shots ?? wholeNumber(file.shots, 'shots') ?? usualShots,
    statevector: form.statevector || isYes(file.statevector),
    seed: wholeNumber(file.seed, 'seed') ?? anySeed(),
    rest: file,
  }
}

function wholeNumber(value: unknown, name: string): number | null {
  if (value === undefined || value === null || value === '') return null
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number)) return number
  throw new RangeError(`“${name}” of the execution options is no whole number.`)
}

const isYes = (value: unknown): boolean =>
  value === true || value === 1 || ['1', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE'].includes(String(value))

/** The options for a run like this one: credentials never get here, unknown ones are kept. */
export function optionsForNextRun(
  { shots, statevector, seed, rest }: ExecutionOptions,
  ID: string,
  executor: string,
): Entity {
  const before = Array.isArray(rest.executorPlugin) ? rest.executorPlugin : [rest.executorPlugin ?? []].flat()
  return { ...rest, ID, shots, statevector, seed, executorPlugin: [...before, executor], ...device }
}

const device = { qpuType: 'simulator', qpuVendor: 'Lyceum', qpuName: 'state-vector' } as const

/** What is known of a run that has ended. Times are in seconds. */
export function traceOf(
  { shots, seed }: ExecutionOptions,
  ID: string,
  version: string,
  started: Date,
  seconds: number,
): Entity {
  return {
    ID,
    jobId: ID,
    qobjId: randomUUID(),
    ...device,
    qpuVersion: version,
    shots,
    seed,
    date: started.toISOString(),
    timeTaken: seconds,
    timeTakenIdle: 0,
    timeTakenQpu: seconds,
    timeTakenQpuPrepare: 0,
    timeTakenQpuExecute: seconds,
  }
}
