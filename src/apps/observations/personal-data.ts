import type { PersonalData } from '../../platform/app.ts'
import type { Db } from '../../platform/database/tables.ts'
import {
  agreementsOfPerson,
  draftsOfPerson,
  forgetDrafts,
  revisionsOfPerson,
  signaturesOfPerson,
} from './queries/of-person.ts'
import { dutiesOfPerson, openDutiesOf } from './roster/queries/duties.ts'

/** What the desk keeps of a person. */
export const personalData: readonly PersonalData[] = [
  {
    name: 'observation-revisions',
    title: 'Requests on observations that you submitted',
    leaving: 'Stays, under the id of your account: what was asked of a telescope must remain known.',
    rows: (db: Db, personId: string) =>
      inPages(
        (after) => revisionsOfPerson(db, personId, after),
        ({ seq }) => seq,
        0,
      ),
  },
  {
    name: 'observation-signatures',
    title: 'Cells that you signed',
    leaving: 'Stays, under the id of your account: who agreed to what must remain known.',
    rows: (db: Db, personId: string) =>
      inPages(
        (after) => signaturesOfPerson(db, personId, after),
        ({ seq }) => seq,
        0,
      ),
  },
  {
    name: 'observation-agreements',
    title: 'What you wrote down of the Director’s Office',
    leaving: 'Stays, under the id of your account: who agreed to what must remain known.',
    rows: (db: Db, personId: string) =>
      inPages(
        (after: string) => agreementsOfPerson(db, personId, after),
        ({ id }) => id,
        '',
      ),
  },
  {
    name: 'observation-drafts',
    title: 'Requests that you began and did not send',
    leaving: 'Goes.',
    rows: async function* (db: Db, personId: string) {
      yield* await draftsOfPerson(db, personId)
    },
    remove: forgetDrafts,
  },
  {
    name: 'observation-duties',
    title: 'Your weeks of duty',
    leaving: 'Goes: the days stay in the roster, with nobody on duty.',
    rows: async function* (db: Db, personId: string) {
      yield* await dutiesOfPerson(db, personId)
    },
    remove: openDutiesOf,
  },
]

/** One page after another, until one is empty. */
async function* inPages<Row, Place>(
  read: (after: Place) => Promise<readonly Row[]>,
  placeOf: (row: Row) => Place,
  start: Place,
) {
  let after = start
  for (;;) {
    const rows = await read(after)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = placeOf(last)
  }
}
