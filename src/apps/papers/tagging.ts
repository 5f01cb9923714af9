import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { paperSubject } from './changing-status.ts'
import { tagOf } from './importing/tags.ts'
import { findPaper } from './queries/papers.ts'
import { deleteTags, insertTags } from './queries/tags.ts'

/** A tag as it is stored. @throws UserError `papers.tag-invalid` */
export function readTag(text: string): string {
  const tag = tagOf(text)
  if (tag !== null) return tag
  const message = 'A tag is at most 50 letters, digits, blanks and . _ / & + # -, and begins with a letter or digit.'
  throw new UserError('invalid', 'papers.tag-invalid', message, {
    fields: [{ path: 'tag', code: 'papers.tag-invalid', message }],
  })
}

/**
 * Gives a paper a tag; one that it has already changes nothing.
 *
 * @throws UserError `papers.tag-invalid`, `papers.unknown`
 */
export const tagPaper = (platform: Platform, by: string, paperId: string, text: string): Promise<void> =>
  change(platform, by, paperId, text, true)

/** Takes a tag from a paper; one that it does not have changes nothing. @throws UserError as `tagPaper` */
export const untagPaper = (platform: Platform, by: string, paperId: string, text: string): Promise<void> =>
  change(platform, by, paperId, text, false)

async function change(platform: Platform, by: string, paperId: string, text: string, isGiven: boolean): Promise<void> {
  const tag = readTag(text)
  await platform.db.transaction().execute(async (tx) => {
    if (!(await findPaper(tx, paperId))) throw new UserError('not-found', 'papers.unknown', 'There is no such paper.')
    const row = { tag, paper_id: paperId, added_by: by, added_at: platform.now() }
    const changed = isGiven ? await insertTags(tx, [row]) : await deleteTags(tx, tag, [paperId])
    if (changed.length === 0) return
    await platform.activity.record(tx, {
      actor: by,
      action: isGiven ? 'papers.tagged' : 'papers.untagged',
      target: paperSubject(paperId),
      message: isGiven ? `Tag added: ${tag}.` : `Tag taken off: ${tag}.`,
      before: { tag: isGiven ? null : tag },
      after: { tag: isGiven ? tag : null },
    })
  })
  platform.live.publish(paperSubject(paperId))
}
