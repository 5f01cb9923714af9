import type { PersonalData } from '../app.ts'
import type { Db } from '../database/tables.ts'
import { listActivity } from './queries.ts'

/** What somebody did, as far as it stands in the log. */
export const personalData: readonly PersonalData[] = [
  {
    name: 'activity',
    title: 'What you did, as the activity log has it',
    leaving: 'Stays under the id of your account: the log only ever grows.',
    rows: async function* (db: Db, personId: string) {
      let before: number | undefined
      do {
        const { items, next } = await listActivity(db, { actor: personId }, { before, limit: 500 })
        yield* items
        before = next ?? undefined
      } while (before !== undefined)
    },
  },
]
