import type { Platform } from '../../platform/platform.ts'
import { listJobs } from '../../platform/tasks/queries.ts'
import type { JobRow } from '../../platform/tasks/tables.ts'
import type { JobState } from '../../platform/tasks/tasks.ts'
import type { SourceTest } from './processing/testing-source.ts'
import { sourceDays } from './queries/sources.ts'
import { declared, questionsPerHour, type SourceName, sourceNames } from './sources/declarations.ts'
import {
  readSourceNames,
  readSourceNumbers,
  sourceDaySetting,
  sourceSecondsSetting,
  sourcesSetting,
} from './sources/settings.ts'
import { testSource } from './tasks.ts'

/** A source as people and programs see it. Keys are never shown. */
export type KnownSource = Readonly<{
  name: SourceName
  title: string
  isAsked: boolean
  /** It is asked only with a key, and the operator has given none. */
  lacksKey: boolean
  questionsPerHour: number
  /** Seconds from one question to the next that its operators ask for. */
  leastSeconds: number
  /** What the settings want instead, where that is slower; null where they say nothing. */
  seconds: number | null
  /** At most; null where nothing limits it. */
  requestsADay: number | null
  /** Since midnight (UTC). */
  requestsToday: number
  costMicroUsdToday: number
  /** Why its answers could not be read today; null where they could. */
  unreadable: string | null
  /** The last time that somebody tried it; null where nobody has, or nobody remembers. */
  lastTest: Readonly<{ job: string; state: JobState; at: string; result: SourceTest | null }> | null
}>

const testsLookedAt = 200

/** All sources, in the order in which they are asked; those that are not come last. */
export async function findSources(platform: Platform): Promise<KnownSource[]> {
  const { db, settings, config, now } = platform
  const order: readonly string[] = readSourceNames(await settings.get(db, sourcesSetting)) ?? []
  const seconds = readSourceNumbers(await settings.get(db, sourceSecondsSetting))
  const daily = readSourceNumbers(await settings.get(db, sourceDaySetting))
  const days = await sourceDays(db, now().slice(0, 10))
  const tests = await listJobs(db, { task: testSource.name }, { limit: testsLookedAt })
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)
  return sourceNames
    .map((name): KnownSource => {
      const { title, address, pace, needsKey } = declared(name)
      const day = days.find(({ source }) => source === name)
      const test = tests.find(({ subject }) => subject === sourceSubject(name))
      return {
        name,
        title,
        isAsked: order.includes(name),
        lacksKey: needsKey === true && config.papers.keys[address] === undefined,
        questionsPerHour: questionsPerHour(declared(name)),
        leastSeconds: pace.minIntervalMs / 1_000,
        seconds: seconds?.get(name) ?? null,
        requestsADay: daily?.get(name) ?? null,
        requestsToday: Number(day?.requests ?? 0),
        costMicroUsdToday: Number(day?.cost_micro_usd ?? 0),
        unreadable: day?.contract_detail ?? null,
        lastTest: test ? shown(test) : null,
      }
    })
    .sort((one, other) => place(one.name) - place(other.name))
}

/** What jobs and entries of the log are about. */
export const sourceSubject = (name: SourceName): string => `papers/source/${name}`

function shown({ id, state, finished_at, created_at, result_json, error_message }: JobRow): KnownSource['lastTest'] {
  const failed: SourceTest | null = error_message === null ? null : { kind: 'retry', detail: error_message }
  const result = result_json === null ? failed : (JSON.parse(result_json) as SourceTest)
  return { job: id, state, at: finished_at ?? created_at, result }
}
