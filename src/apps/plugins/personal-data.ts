import type { PersonalData } from '../../platform/app.ts'
import type { Db } from '../../platform/database/tables.ts'
import { listRemoteRuns } from './queries/remote.ts'
import { pageOfTasks } from './queries/tasks.ts'

/** The runs that somebody began. */
export const personalData: readonly PersonalData[] = [
  {
    name: 'plugin-runs',
    title: 'Plugins you ran, with what you asked for',
    leaving: 'Stays, under the id of your account; administrators alone can see it then.',
    rows: async function* (db: Db, personId: string) {
      let after = 0
      for (;;) {
        const tasks = await pageOfTasks(db, personId, after, 500)
        yield* tasks
        const last = tasks.at(-1)
        if (!last) return
        after = last.seq
      }
    },
  },
  {
    name: 'plugin-runs-elsewhere',
    title: 'Plugins you ran on other runners, with what you asked for',
    leaving: 'Stays, under the id of your account; administrators alone can see it then.',
    rows: async function* (db: Db, personId: string) {
      for (const { url, title, form, started_at, finished_at } of await listRemoteRuns(db, personId, 10_000))
        yield { url, title, form, started_at, finished_at }
    },
  },
]
