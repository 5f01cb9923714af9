import type { Platform } from '../../../platform/platform.ts'
import type { Rejection } from '../downloading/rejection.ts'
import { countSourceRequest, findSourceAnswer, findSourceDay, keepSourceAnswers } from '../queries/sources.ts'
import { sources } from '../sources/list.ts'
import {
  openalexCentsSetting,
  readSourceNames,
  readSourceNumbers,
  sourceDaySetting,
  sourceSecondsSetting,
  sourcesSetting,
} from '../sources/settings.ts'
import type { Asking, Memory, Meter, Source } from '../sources/source.ts'
import type { Work } from './work.ts'

const longestQuestion = 500
const microUsdPerCent = 10_000

/** The sources that the settings name, in their order. */
export async function chosenSources({ settings, db }: Platform): Promise<Source[]> {
  const names = readSourceNames(await settings.get(db, sourcesSetting)) ?? []
  return names.flatMap((name) => sources.find((source) => source.name === name) ?? [])
}

/** Who wants to know: the work on a paper, mostly. */
type Asker = Pick<Work, 'platform' | 'contact' | 'isByHand'> & Readonly<{ job: Readonly<{ signal: AbortSignal }> }>

/** What a source is lent for a paper. A person who asks for one wants to know how things are now. */
export async function askingOf(
  { platform, contact, job, isByHand }: Asker,
  source: Source,
  isAskedAnew = isByHand,
): Promise<Asking> {
  const { settings, db, config } = platform
  const seconds = readSourceNumbers(await settings.get(db, sourceSecondsSetting))
  return {
    http: platform.http,
    contact,
    baseUrl: config.papers.urls[source.address],
    key: config.papers.keys[source.address] ?? null,
    atLeastMs: (namedIn(seconds, source) ?? 0) * 1_000,
    memory: memoryOf(platform, source, isAskedAnew),
    meter: meterOf(platform, source),
    now: platform.now(),
    signal: job.signal,
  }
}

function memoryOf(platform: Platform, { name }: Source, isAskedAnew: boolean): Memory {
  const { database, db, now } = platform
  return {
    find: async (question) => {
      if (isAskedAnew || question.length > longestQuestion) return undefined
      const row = await findSourceAnswer(db, name, question, now())
      return row && { body: row.body_json === null ? null : JSON.parse(row.body_json) }
    },
    keep: async (question, body, forMs) => {
      if (question.length > longestQuestion) return
      await keepSourceAnswers(database, { source: name, at: now(), forMs }, new Map([[question, body]]))
    },
  }
}

function meterOf(platform: Platform, source: Source): Meter {
  const { settings, db, database, now } = platform
  const day = () => now().slice(0, 10)
  return {
    refusal: async (costMicroUsd) => {
      const most = namedIn(readSourceNumbers(await settings.get(db, sourceDaySetting)), source)
      if (most === undefined && costMicroUsd === 0) return null
      const spent = await findSourceDay(db, source.name, day())
      if (most !== undefined && Number(spent?.requests ?? 0) >= most)
        return waitsForTomorrow(
          `${source.title} was asked ${most} times today, which is all that the settings allow.`,
          now(),
        )
      const cents = await settings.get(db, openalexCentsSetting)
      if (costMicroUsd === 0 || Number(spent?.cost_micro_usd ?? 0) + costMicroUsd <= cents * microUsdPerCent)
        return null
      return waitsForTomorrow(`${source.title} may cost ${cents} cents a day, and has.`, now())
    },
    count: (costMicroUsd) => countSourceRequest(database, source.name, day(), costMicroUsd),
  }
}

function waitsForTomorrow(detail: string, now: string): Rejection {
  const dayMs = 24 * 60 * 60_000
  return { code: 'rate_limited', detail, retryAfterMs: dayMs - (Date.parse(now) % dayMs), isResting: true }
}

const namedIn = (numbers: ReadonlyMap<string, number> | undefined, { name }: Source): number | undefined =>
  numbers?.get(name)
