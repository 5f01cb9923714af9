import { randomUUIDv7 } from 'node:crypto'
import { demand } from '../../platform/accounts/permissions.ts'
import type { Person } from '../../platform/accounts/person.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { insertAgreement } from './queries/agreements.ts'
import { record, statusTopic } from './revising.ts'
import { dayOf } from './roster/days.ts'
import type { AgreementForm } from './schemas.ts'
import { holdRevision } from './signing.ts'
import { revisionKey } from './signoff/approval.ts'

/**
 * Writes down what the Director's Office said about a revision. It is asked by mail; nothing waits for it, but everybody
 * who signs sees it. What was written before stays.
 *
 * @throws UserError `accounts.not-allowed`, `observations.no-revision`, `observations.agreement-day`
 */
export async function recordAgreement(
  platform: Platform,
  person: Person,
  revisionId: string,
  { state, on_day, note }: AgreementForm,
): Promise<void> {
  demand(person, 'observations.verify')
  if (on_day > dayOf(platform.now())) throw notYet()
  await platform.db.transaction().execute(async (tx) => {
    const { id, obsid, revision_number } = await holdRevision(tx, revisionId)
    const row = { id: randomUUIDv7(), revision_id: id, state, on_day, note }
    await insertAgreement(tx, { ...row, recorded_by: person.id, recorded_at: platform.now() })
    const key = revisionKey(obsid, revision_number)
    await record(platform, tx, person, 'observations.agreement-recorded', key, { state, on_day })
  })
  platform.live.publish(statusTopic)
}

function notYet(): UserError {
  const message = 'That day has not come yet.'
  return new UserError('invalid', 'observations.agreement-day', message, {
    fields: [{ path: 'on_day', code: 'observations.agreement-day', message }],
  })
}
