import type { PersonalData } from '../app.ts'
import { listViews } from './queries.ts'

/** Goes with the person's row. */
export const personalData: readonly PersonalData[] = [
  {
    name: 'saved-views',
    title: 'Saved views',
    leaving: 'Your saved views of lists are deleted.',
    rows: async function* (db, personId) {
      yield* await listViews(db, personId)
    },
  },
]
