import { randomUUIDv7 } from 'node:crypto'
import type { TestContext } from 'node:test'
import { type HouseOptions, openHouse } from '../../../../../test/support/house.ts'
import { insertGroup, insertMember, putGrants } from '../../../../platform/accounts/groups/queries/groups.ts'
import { findPersonByEmail } from '../../../../platform/accounts/queries/people.ts'
import { insertDuties } from '../queries/duties.ts'
import type { DutyRow } from '../tables.ts'

/** A Wednesday. */
export const rosterNow = () => '2031-01-08T10:00:00.000Z'

export const week = (id: string, starts_on: string, ends_on: string, person_id: string | null = null): DutyRow => ({
  ...{ id, starts_on, ends_on, person_id, assigned_by: null, version: 1 },
})

/** Ada and Ben may be put on duty; the first week has begun, two more are open. */
export async function openRoster(t: TestContext, options: HouseOptions = {}) {
  const house = await openHouse(t, { now: rosterNow, ...options })
  const { db } = house.platform
  const idOf = async (name: string) => (await findPersonByEmail(db, `${name}@lyceum.test`))?.id ?? ''
  const [ada, ben] = [await idOf('ada'), await idOf('ben')]
  const at = rosterNow()
  const group = {
    id: randomUUIDv7(),
    name: 'too',
    description: '',
    version: 1,
    created_at: at,
    created_by: ada,
    updated_at: at,
  }
  await db.transaction().execute(async (tx) => {
    await insertGroup(tx, group)
    await putGrants(tx, group.id, ['observations.duty'])
    for (const person_id of [ada, ben]) {
      await insertMember(tx, { group_id: group.id, person_id, is_manager: 0, added_at: at, added_by: ada })
    }
    await insertDuties(tx, [
      week('old', '2030-11-25', '2030-12-01', ben),
      week('now', '2031-01-06', '2031-01-12', ben),
      week('next', '2031-01-13', '2031-01-19'),
      week('later', '2031-01-20', '2031-01-26'),
    ])
  })
  return { ...house, ada, ben }
}
