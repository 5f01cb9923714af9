import { z } from 'zod'
import type { Platform } from '../../platform/platform.ts'
import { defineSetting } from '../../platform/settings/settings.ts'

const dayMs = 24 * 3_600_000
const count = (most: number) => z.number().int().min(0).max(most)

export const studiesSetting = defineSetting({
  name: 'studies.most-studies',
  title: 'Studies of one person, at most',
  help: 'Those in the bin count too. One person may be allowed more under Admin → Tables.',
  schema: count(100_000),
  fallback: 100,
})

export const analysesSetting = defineSetting({
  name: 'studies.most-analyses',
  title: 'Analyses of one person, at most',
  help: 'Those that the house itself failed do not count.',
  schema: count(100_000),
  fallback: 1_000,
})

export const runningSetting = defineSetting({
  name: 'studies.most-running',
  title: 'Analyses of one person that run at once',
  help: 'Further ones wait until one of these has ended.',
  schema: z.number().int().min(1).max(100),
  fallback: 2,
})

export const storageSetting = defineSetting({
  name: 'studies.most-megabytes',
  title: 'Storage of one person, in MB',
  help: 'Files and results of all their studies together, the bin included.',
  schema: count(100_000_000),
  fallback: 20_000,
})

export const largestFileSetting = defineSetting({
  name: 'studies.largest-file-megabytes',
  title: 'Largest file of a study, in MB',
  help: 'Larger ones are not taken.',
  schema: z.number().int().min(1).max(100_000),
  fallback: 1_000,
})

export const binDaysSetting = defineSetting({
  name: 'studies.bin-days',
  title: 'Days that a study stays in the bin',
  help: 'After that it is removed with all its files.',
  schema: z.number().int().min(1).max(3_650),
  fallback: 30,
})

export const keepDaysSetting = defineSetting({
  name: 'studies.keep-days',
  title: 'Days that results are kept',
  help: 'Counted from the end of the analysis; 0: for ever. People are told 14 and 3 days before, and can have it put off.',
  schema: count(36_500),
  fallback: 0,
})

export const failureDaysSetting = defineSetting({
  name: 'studies.failure-days',
  title: 'Days that the state of a failed analysis is kept',
  help: 'Its inputs, intermediate files and trace, for administrators. The analysis itself stays.',
  schema: count(36_500),
  fallback: 90,
})

export const settings = [
  studiesSetting,
  analysesSetting,
  runningSetting,
  storageSetting,
  largestFileSetting,
  binDaysSetting,
  keepDaysSetting,
  failureDaysSetting,
]

/** When results that are there since then are taken away; null where they are kept for good. */
export async function expiryOf({ db, settings }: Platform, since: string): Promise<string | null> {
  const days = await settings.get(db, keepDaysSetting)
  return days === 0 ? null : new Date(Date.parse(since) + days * dayMs).toISOString()
}
