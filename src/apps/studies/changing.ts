import type { ActivityEntry } from '../../platform/activity/activity.ts'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { updateStudy } from './queries/studies.ts'
import type { StudyRow } from './tables.ts'

/** Changes a study as it was when somebody looked at it. @throws UserError `studies.changed-meanwhile` */
export async function changeStudy(
  tx: Db,
  study: Pick<StudyRow, 'id' | 'version'>,
  changes: Partial<StudyRow>,
): Promise<void> {
  if (await updateStudy(tx, study, changes)) return
  throw new UserError(
    'overtaken',
    'studies.changed-meanwhile',
    'Somebody has changed this study meanwhile. Look at it anew, and put in what you meant once more.',
  )
}

/** Writes into the activity log what was done to a study; without a message of its own it bears the study's title. */
export const noteStudy = (
  { activity }: Platform,
  tx: Db,
  by: string,
  what: string,
  study: Pick<StudyRow, 'id' | 'title'>,
  more: Partial<ActivityEntry> = {},
): Promise<void> =>
  activity.record(tx, {
    actor: by,
    action: `studies.${what}`,
    target: `studies/study/${study.id}`,
    message: study.title,
    ...more,
  })
