import type { Check } from '../../../platform/diagnostics/check.ts'
import { listRestingHosts } from '../../../platform/http/listing-hosts.ts'
import type { Platform } from '../../../platform/platform.ts'
import { staleParts } from '../downloading/staging.ts'
import { troubleCodes } from '../failure-codes.ts'
import { latestEndings } from '../queries/attempts.ts'
import { sourceDays } from '../queries/sources.ts'

const dayMs = 24 * 60 * 60_000
const lookedAt = 1_000
/** Fewer endings say nothing about a rate. */
const fewest = 20

/** D9 */
export const hostsAnswer: Check = {
  name: 'papers.hosts',
  title: 'Hosts that are left in peace',
  run: async ({ db, now }) => {
    const resting = await listRestingHosts(db, now())
    if (resting.length === 0) return { level: 'ok', message: 'Every host may be asked.' }
    const words = resting.map(
      ({ host, circuit, failures, restsUntil }) =>
        `${host} until ${restsUntil} (${circuit === 'open' ? `${failures} failures in a row` : 'it asked for quiet'})`,
    )
    return {
      level: 'warn',
      message: `${words.join('; ')}.`,
      remedy:
        'Wait: each is tried again by itself. Papers → Hosts shows them, and sets one back once its cause is gone.',
    }
  },
}

/** D10 */
export const failures: Check = {
  name: 'papers.failures',
  title: 'How the papers of the last day ended',
  run: async (platform) => {
    const endings = await endingsOfDay(platform)
    const failed = endings.filter(({ outcome }) => outcome !== 'done')
    const message = `${endings.length} ended, ${failed.length} of them not Done${failed.length > 0 ? `: ${topCodes(failed)}` : ''}.`
    const troubled = failed.filter(({ failure_code }) => troubleCodes.some((code) => code === failure_code)).length
    if (endings.length < fewest || troubled * 2 <= endings.length) return { level: 'ok', message }
    return {
      level: 'warn',
      message,
      remedy:
        'Look at Papers → Statistics by host; see whether this machine reaches the internet, and what a proxy says.',
    }
  },
}

/** D11 */
export const stagingIsClear: Check = {
  name: 'papers.staging',
  title: 'Bodies that broke off',
  run: async ({ files }) => {
    const stale = await staleParts(files.stagingFolder)
    if (stale.length === 0) return { level: 'ok', message: 'None is older than a day.' }
    return {
      level: 'warn',
      message: `${stale.length} are older than a day.`,
      remedy: 'bin/lyceum diagnostics repair staging --yes',
    }
  },
}

/** D14 */
export const sourcesKeepTheirWord: Check = {
  name: 'papers.sources',
  title: 'Answers of the sources',
  run: async (platform) => {
    const endings = await endingsOfDay(platform)
    const count = (code: string): number => endings.filter(({ failure_code }) => failure_code === code).length
    const broken = count('adapter_contract')
    const limited = count('rate_limited')
    const days = await sourceDays(platform.db, platform.now().slice(0, 10))
    const unread = days.flatMap(({ source, contract_detail: why }) => (why === null ? [] : `${source} (${why})`))
    if (broken + limited + unread.length === 0)
      return { level: 'ok', message: 'All were understood, and none asked us to slow down.' }
    const names = unread.length > 0 ? ` Not understood today: ${unread.join(', ')}.` : ''
    return {
      level: 'warn',
      message: `In the last day ${broken} papers met an answer that is not as documented, and ${limited} a limit.${names}`,
      remedy: 'See the attempts of such a paper for the source; check its key and pace in Admin → Settings.',
    }
  },
}

/** D15: an entry is written, and taken back. */
export const logCanBeWritten: Check = {
  name: 'papers.log',
  title: 'The activity log can be written',
  run: async ({ db, activity }) => {
    const entry = { actor: 'cli', action: 'papers.log-tried', target: 'papers/collector' }
    await db
      .transaction()
      .execute(async (tx) => {
        await activity.record(tx, entry)
        throw new TakenBack()
      })
      .catch((error: unknown) => {
        if (!(error instanceof TakenBack)) throw error
      })
    return { level: 'ok', message: 'An entry was written, and taken back.' }
  },
}

class TakenBack extends Error {}

type Ending = Awaited<ReturnType<typeof latestEndings>>[number]

const endingsOfDay = ({ db, now }: Platform): Promise<Ending[]> =>
  latestEndings(db, new Date(Date.parse(now()) - dayMs).toISOString(), lookedAt)

function topCodes(failed: readonly Ending[]): string {
  const counts = Map.groupBy(failed, ({ failure_code }) => failure_code ?? 'other')
  return [...counts]
    .sort(([, one], [, other]) => other.length - one.length)
    .slice(0, 5)
    .map(([code, endings]) => `${code} ${endings.length}`)
    .join(', ')
}
