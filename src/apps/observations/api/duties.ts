import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { nameThem } from '../people.ts'
import { dayOf } from '../roster/days.ts'
import { rosterLinks } from '../roster/links.ts'
import { listDuties } from '../roster/queries/duties.ts'
import { stateOf } from '../roster/rules.ts'

/** `/api/v1/observations/duties`: the duty roster for programs. */
export function addDutiesApi(web: Web, platform: Platform): void {
  const about = {
    summary: 'The duty roster, in the order of days',
    description: 'Days in UT; `person` is null where a stretch is open.',
  }
  web.get(rosterLinks.api(), { config: { rule: 'observations.read', about } }, async () => {
    const duties = await listDuties(platform.db)
    const names = await nameThem(
      platform.db,
      duties.map(({ person_id }) => person_id),
    )
    const today = dayOf(platform.now())
    const items = duties.map((duty) => ({
      id: duty.id,
      starts_on: duty.starts_on,
      ends_on: duty.ends_on,
      person: duty.person_id === null ? null : (names.get(duty.person_id)?.name ?? null),
      state: stateOf(duty, today),
    }))
    return { items, next: null }
  })
}
