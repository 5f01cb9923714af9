import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { deleteMark, listMarks, mostMarks, putMark, trimRecents } from './queries.ts'

/** A page, as somebody called it. */
export type Marked = Readonly<{ href: string; title: string }>

/** Puts a page at hand. @throws UserError `search.favourites-full` */
export async function addFavourite(platform: Platform, personId: string, { href, title }: Marked): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const known = await listMarks(tx, personId, 'favourite')
    if (known.length >= mostMarks.favourite && !known.some((mark) => mark.href === href)) throw full()
    await putMark(tx, { person_id: personId, kind: 'favourite', href, title, marked_at: platform.now() })
  })
}

export const removeFavourite = (platform: Platform, personId: string, href: string): Promise<void> =>
  platform.db.transaction().execute((tx) => deleteMark(tx, personId, 'favourite', href))

/** Remembers what was opened from a search; a handful, the latest first. */
export async function rememberOpened(platform: Platform, personId: string, { href, title }: Marked): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await putMark(tx, { person_id: personId, kind: 'recent', href, title, marked_at: platform.now() })
    await trimRecents(tx, personId)
  })
}

const full = (): UserError =>
  new UserError(
    'conflict',
    'search.favourites-full',
    `You have ${mostMarks.favourite} favourites, which is as many as are kept. Take one away first.`,
  )
