import type { Platform } from '../../platform/platform.ts'
import type { Reader } from './mails/posting.ts'
import { nameOne } from './people.ts'
import { dayOf } from './roster/days.ts'
import { listOnDuty } from './roster/queries/duties.ts'

/** Who has duty today; whoever keeps the desk where nobody has. */
export async function onDuty(platform: Platform): Promise<Reader> {
  const id = (await dutyToday(platform))?.person_id
  const person = id ? await nameOne(platform.db, id) : undefined
  return person?.email ? person : 'admin'
}

/** Null where nobody has. */
export async function nameOnDuty(platform: Platform): Promise<string | null> {
  const id = (await dutyToday(platform))?.person_id
  return id ? (await nameOne(platform.db, id)).name : null
}

async function dutyToday({ db, now }: Platform) {
  return (await listOnDuty(db, dayOf(now()))).find(({ person_id }) => person_id !== null)
}
