import type { PersonalData } from '../app.ts'
import { allNotices, listChoices } from './queries/items.ts'

/** What a person was told, and where they wanted to hear of it; all of it goes with their row. */
export const personalData: readonly PersonalData[] = [
  {
    name: 'notices',
    title: 'Notices',
    leaving: 'Your notices are deleted.',
    rows: allNotices,
  },
  {
    name: 'notice-choices',
    title: 'What to tell me',
    leaving: 'Your choices of what to be told are deleted.',
    rows: async function* (db, personId) {
      yield* await listChoices(db, personId)
    },
  },
]
