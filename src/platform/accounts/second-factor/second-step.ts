import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { letIn } from '../admitting.ts'
import { recoveryUsedLetter } from '../letters/factor-letters.ts'
import { post, speakerFor } from '../letters/letter.ts'
import { findPerson } from '../queries/people.ts'
import type { StartedSession, Visit } from '../sessions.ts'
import type { PersonRow } from '../tables.ts'
import { finishPending, lookAtPending } from './pending.ts'
import { countCode, spendCode, wrongCode } from './proving.ts'
import { countRecoveryCodes, findConfirmedFactor } from './queries/factors.ts'
import type { PendingRow } from './tables.ts'

/** Whose second step it is: there is a password, a provider or the like behind it already. */
export async function personOfStep(platform: Platform, secret: string | undefined): Promise<PersonRow> {
  return demandOpen(await findPersonOf(platform.db, await lookAtPending(platform, 'second-factor', secret)))
}

/**
 * Opens the session of somebody who proved by password who they are, and proves it once more by a code.
 *
 * @param secret What the cookie of the first step holds.
 * @param replaced The secret of the session under which the visitor came; it ends.
 * @throws UserError `accounts.step-over`, `accounts.code`, `accounts.too-many-attempts`
 */
export async function finishWithCode(
  platform: Platform,
  secret: string | undefined,
  code: string,
  visit: Visit,
  replaced: string | undefined,
): Promise<StartedSession> {
  const person = await personOfStep(platform, secret)
  await countCode(platform, person.id)
  const session = await platform.db.transaction().execute(async (tx) => {
    const factor = await findConfirmedFactor(tx, person.id)
    const kind = factor && (await spendCode(platform, tx, factor, code))
    if (!kind) return undefined
    await finishPending(platform, tx, 'second-factor', secret)
    if (kind === 'recovery') await tellOfRecovery(platform, tx, person)
    return letIn(platform, tx, person, { visit, replaced, by: `password, ${kind}` })
  })
  if (session) return session

  await platform.activity.record(platform.db, {
    actor: 'nobody',
    action: 'accounts.code-refused',
    status: 'warning',
    target: `accounts/person/${person.id}`,
    details: { address: visit.address },
  })
  throw wrongCode()
}

/** A code that somebody used who found the paper is noticed by its owner. */
async function tellOfRecovery(platform: Platform, tx: Db, person: PersonRow): Promise<void> {
  const left = await countRecoveryCodes(tx, person.id)
  await post(platform, tx, person.email, recoveryUsedLetter(speakerFor(person.language), person.name, left))
}

async function findPersonOf(db: Db, { person_id }: PendingRow): Promise<PersonRow | undefined> {
  return person_id === null ? undefined : findPerson(db, person_id)
}

function demandOpen(person: PersonRow | undefined): PersonRow {
  if (person && person.disabled_at === null) return person
  throw new UserError('gone', 'accounts.step-over', 'This took too long, or was done already. Please sign in again.')
}
