import type { PersonalData } from '../app.ts'
import { listMarks } from './queries.ts'

/** Goes with the person's row. */
export const personalData: readonly PersonalData[] = [
  {
    name: 'favourites',
    title: 'Favourites, and what was opened from a search',
    leaving: 'Your favourites and what you opened last are deleted.',
    rows: async function* (db, personId) {
      yield* await listMarks(db, personId, 'favourite')
      yield* await listMarks(db, personId, 'recent')
    },
  },
]
