import type { Platform } from '../../platform/platform.ts'
import { everything, type FoundObservation, type SearchCriteria } from './catalog/search-criteria.ts'
import { links } from './links.ts'
import { type DeskLetter, post, type Reader } from './mails/posting.ts'
import { isUrgentType } from './mails/signoff-letters.ts'
import { forgetSeen, listSeen, putSeen } from './queries/seen.ts'
import { sourcesOf } from './sources.ts'
import type { SeenList } from './tables.ts'

const dayMs = 86_400_000
const longMs = 90 * dayMs
const pageSize = 500

/** Sundays: observations without a date in the long-term schedule, those that are new and those older than 90 days. */
export async function checkUnplanned(platform: Platform): Promise<number> {
  const { catalog } = await sourcesOf(platform)
  if (catalog.lacks.includes('lts_lt_plan')) return 0
  const open = (await searchAll(platform, { statuses: ['unobserved'] })).filter((one) => !isUrgentType(one.obs_type))
  const obsids: number[] = []
  for (const { obsid } of open) {
    const { values } = await catalog.getObservation(obsid)
    if (values.lts_lt_plan === null) obsids.push(obsid)
  }
  return tellNew(platform, 'unplanned', obsids, (fresh, old) => ({
    kind: 'observations.unplanned',
    to: ['admin'],
    subject: `Unobserved without a planning date: ${fresh.length} new, ${old.length} older than 90 days`,
    lines: ['New since the last look:', list(fresh), 'Older than 90 days:', list(old)],
  }))
}

/** Every hour: urgent targets that were triggered since the last look. @param reader Who is on duty. */
export async function checkUrgent(platform: Platform, reader: Reader): Promise<number> {
  const found = await searchAll(platform, { statuses: ['unobserved', 'scheduled'], types: ['TOO', 'DDT'] })
  const obsids = found.map(({ obsid }) => obsid)
  return tellNew(platform, 'urgent', obsids, (fresh) =>
    fresh.length === 0
      ? undefined
      : {
          kind: 'observations.triggered',
          to: [reader],
          cc: ['admin'],
          subject: `New TOO/DDT observations: ${fresh.join(', ')}`,
          lines: ['These urgent targets are in the catalog since the last look:', linksTo(platform, fresh)],
        },
  )
}

/** Three times a day: observations that were added to a proposal which was known before. */
export async function checkSplits(platform: Platform, reader: Reader): Promise<number> {
  const found = await searchAll(platform, { statuses: ['unobserved', 'scheduled', 'untriggered'] })
  const known = await listSeen(platform.db, 'proposals')
  const knownProposals = new Set(found.filter(({ obsid }) => known.has(obsid)).map((one) => one.proposal_number))
  const added = found.filter((one) => !known.has(one.obsid) && knownProposals.has(one.proposal_number))
  return tellNew(
    platform,
    'proposals',
    found.map(({ obsid }) => obsid),
    () =>
      added.length === 0
        ? undefined
        : {
            kind: 'observations.split',
            to: [reader],
            cc: ['admin'],
            subject: `Observations added to proposals: ${added.map(({ obsid }) => obsid).join(', ')}`,
            lines: [
              'These observations are new under a proposal that was there before:',
              linksTo(
                platform,
                added.map(({ obsid }) => obsid),
              ),
            ],
          },
  )
}

/** Remembers what is there now, and tells of it. What is met first of all is nothing new: everything would be. */
async function tellNew(
  platform: Platform,
  name: SeenList,
  obsids: readonly number[],
  letterOf: (fresh: readonly number[], old: readonly number[]) => DeskLetter | undefined,
): Promise<number> {
  const { db, now } = platform
  return db.transaction().execute(async (tx) => {
    const known = await listSeen(tx, name)
    const fresh = obsids.filter((obsid) => !known.has(obsid))
    const before = new Date(Date.parse(now()) - longMs).toISOString()
    const old = obsids.filter((obsid) => (known.get(obsid) ?? now()) < before)
    await putSeen(tx, name, fresh, now())
    await forgetSeen(
      tx,
      name,
      [...known.keys()].filter((obsid) => !obsids.includes(obsid)),
    )
    const letter = known.size === 0 || fresh.length + old.length === 0 ? undefined : letterOf(fresh, old)
    if (letter) await post(platform, tx, null, [letter])
    return letter ? 1 : 0
  })
}

async function searchAll(platform: Platform, criteria: Partial<SearchCriteria>): Promise<FoundObservation[]> {
  const { catalog } = await sourcesOf(platform)
  const all: FoundObservation[] = []
  for (let offset = 0; ; offset += pageSize) {
    const { items } = await catalog.search({ ...everything, ...criteria, offset, limit: pageSize })
    all.push(...items)
    if (items.length < pageSize) return all
  }
}

const list = (obsids: readonly number[]): string => obsids.join('\n') || '(none)'

const linksTo = ({ config }: Platform, obsids: readonly number[]): string =>
  obsids.map((obsid) => `${obsid}: ${config.baseUrl}${links.ocat(obsid)}`).join('\n')
