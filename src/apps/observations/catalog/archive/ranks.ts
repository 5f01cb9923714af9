import type { AskArchive } from './asking.ts'
import type { Ranks } from './mapping.ts'
import type { TextRow } from './text-table.ts'

/** The ranked constraints of an observation, asked for where its flags say that there are any. */
export async function ranksOf(ask: AskArchive, row: TextRow): Promise<Ranks> {
  const special = (flag: string | undefined, name: string) =>
    flag === 'Y' || flag === 'P' ? ask({ obsid: row.obsid ?? '', [name]: 'true' }) : undefined
  const [times, rolls, windows] = await Promise.all([
    special(row.window, 'timeReqs'),
    special(row.roll, 'rollReqs'),
    special(row.spwin, 'acisWindows'),
  ])
  return { times, rolls, windows }
}
