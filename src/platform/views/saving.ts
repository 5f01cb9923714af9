import { randomUUIDv7 } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { partsOf } from './addresses.ts'
import { listViews, MOST_VIEWS, putView } from './queries.ts'
import type { SaveForm } from './schemas.ts'
import type { ViewRow } from './tables.ts'

/**
 * Keeps a list as it stands under a name, for one person. The same name on the same list is taken over.
 *
 * @throws UserError `views.too-many`
 */
export async function saveView(
  platform: Platform,
  personId: string,
  { at, title, name }: Pick<SaveForm, 'at' | 'title' | 'name'>,
): Promise<ViewRow> {
  const { list, query } = partsOf(at)
  const row: ViewRow = {
    id: randomUUIDv7(),
    person_id: personId,
    list,
    list_title: title,
    name: name.normalize('NFC'),
    query,
    saved_at: platform.now(),
  }
  await platform.db.transaction().execute(async (tx) => {
    const known = await listViews(tx, personId)
    const isNew = !known.some((view) => view.list === list && view.name === row.name)
    if (isNew && known.length >= MOST_VIEWS) throw tooMany()
    await putView(tx, row)
  })
  return row
}

const tooMany = (): UserError =>
  new UserError('conflict', 'views.too-many', 'There are 200 saved views already. Remove one you no longer need.')
