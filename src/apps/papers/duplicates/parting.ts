import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { paperSubject } from '../changing-status.ts'
import { putParted } from '../queries/likenesses.ts'
import { findPaper } from '../queries/papers.ts'

/**
 * Says that two papers are two, however alike they look: they are not proposed again.
 *
 * @throws UserError `papers.unknown`, `papers.merge-refused`
 */
export async function partPapers(platform: Platform, by: string, one: string, other: string): Promise<void> {
  const [first_id = '', second_id = ''] = [one, other].toSorted()
  if (first_id === second_id)
    throw new UserError('conflict', 'papers.merge-refused', 'A paper cannot be told apart from itself.')
  await platform.db.transaction().execute(async (tx) => {
    const papers = [await findPaper(tx, first_id), await findPaper(tx, second_id)]
    if (papers.includes(undefined)) throw new UserError('not-found', 'papers.unknown', 'There is no such paper.')
    const now = platform.now()
    const decided = { found_at: now, parted_by: by, parted_at: now }
    await putParted(tx, { first_id, second_id, rule: 'title', shared: papers[0]?.title ?? '', ...decided })
    await platform.activity.record(tx, {
      actor: by,
      action: 'papers.told-apart',
      target: paperSubject(first_id),
      message: `Told apart from “${papers[1]?.title ?? papers[1]?.doi ?? second_id}”.`,
      details: { one: first_id, other: second_id },
    })
  })
}
