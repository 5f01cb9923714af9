import { can } from '../../../platform/accounts/permissions.ts'
import type { Person } from '../../../platform/accounts/person.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findTask } from '../queries/tasks.ts'
import type { TaskRow } from '../tables.ts'

/** A run that this person may look at: their own, and for administrators everybody's. */
export async function findVisible({ db }: Platform, person: Person, seq: string): Promise<TaskRow | undefined> {
  const task = await findTask(db, Number(seq))
  return task && (task.owner_id === person.id || can(person, 'house.administer')) ? task : undefined
}
