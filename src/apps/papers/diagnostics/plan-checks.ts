import type { Check } from '../../../platform/diagnostics/check.ts'
import { findContact } from '../contact.ts'
import { findForecast } from '../day-progress.ts'
import { bucketAt } from '../planning/buckets.ts'
import { findCollector } from '../queries/collector.ts'
import { findPlan } from '../queries/plans.ts'
import { findSchedule } from '../queries/schedule.ts'

/** A worker plans within seconds of the hour; after this it is late. */
const lateMs = 2 * 60_000

/** D5 */
export const passedHours: Check = {
  name: 'papers.plans',
  title: 'The running hour has its plan',
  run: async ({ db, config, now }) => {
    const { state, changed_at } = await findCollector(db)
    if (state !== 'running') return { level: 'ok', message: `Nothing is planned while the collector is ${state}.` }
    const { start } = bucketAt(now(), (await findSchedule(db, config.timezone)).timezone)
    const since = Math.max(Date.parse(start), Date.parse(changed_at))
    if ((await findPlan(db, start)) || Date.parse(now()) - since < lateMs)
      return { level: 'ok', message: `The hour that began at ${start} is planned, or just about to be.` }
    return {
      level: 'fail',
      message: `The collector runs, and the hour that began at ${start} has no plan.`,
      remedy: 'See that a worker runs (lyceum serve), then bin/lyceum diagnostics repair plans --yes',
    }
  },
}

/** D7 */
export const zonesAreKnown: Check = {
  name: 'papers.zone',
  title: 'Time zones',
  run: async ({ db, config }) => {
    const { timezone } = await findSchedule(db, config.timezone)
    const summer = hourIn(timezone, '2026-07-01T12:00:00.000Z')
    const berlin = [
      hourIn('Europe/Berlin', '2026-01-01T12:00:00.000Z'),
      hourIn('Europe/Berlin', '2026-07-01T12:00:00.000Z'),
    ]
    if (summer !== undefined && berlin.join() === '13,14')
      return {
        level: 'ok',
        message: `${timezone} is known (time zone data ${process.versions.tz ?? 'of the system'}).`,
      }
    return {
      level: 'fail',
      message: `This Node does not know ${summer === undefined ? timezone : 'when clocks change'}.`,
      remedy: 'Run lyceum with the Node that came with it (npm ci), which has all time zones.',
    }
  },
}

/** D16 */
export const settingsMakeSense: Check = {
  name: 'papers.settings',
  title: 'Contact, volume and weights',
  run: async (platform) => {
    const { db, config } = platform
    const schedule = await findSchedule(db, config.timezone)
    const { warnings } = await findForecast(platform, schedule)
    const odd: string[] = []
    if (!(await findContact(platform, db))) odd.push('no plausible contact is set, so the collector does not start')
    if (schedule.papersPerDay === 0) odd.push('the volume is 0 papers a day')
    for (const warning of warnings) {
      if (warning.kind === 'no-hour-has-weight') odd.push(`no hour of ${warning.date} has weight`)
      else if (warning.kind === 'none-in-scope') odd.push('no paper that waits is one that plans choose from')
      else
        odd.push(
          `the busiest hour wants ${warning.papersPerHour} papers, and the slowest source answers ${warning.sourcePerHour}`,
        )
    }
    if (odd.length === 0) return { level: 'ok', message: `${schedule.papersPerDay} papers a day fit the sources.` }
    return {
      level: 'warn',
      message: `${odd.join('; ')}.`,
      remedy: 'Papers → Schedule for volume and weights, Papers → Collector for the contact (or LYCEUM_CONTACT)',
    }
  },
}

/** The local hour; undefined where the zone is unknown. */
function hourIn(timeZone: string, instant: string): number | undefined {
  try {
    return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).hour
  } catch {
    return undefined
  }
}
