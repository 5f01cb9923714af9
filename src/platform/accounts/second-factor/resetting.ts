import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { factorResetLetter } from '../letters/factor-letters.ts'
import { post, speakerFor } from '../letters/letter.ts'
import { deletePasskeysOf } from '../passkeys/queries/passkeys.ts'
import { findPerson } from '../queries/people.ts'
import { deleteSessions } from '../queries/sessions.ts'
import { deleteFactor } from './queries/factors.ts'

/**
 * Takes app, recovery codes and passkeys off the account of somebody who has lost them, signs them out everywhere, and
 * tells them: if they did not ask for it, somebody else did.
 *
 * @throws UserError `accounts.no-such-person`, `accounts.factor-off` where there is nothing to take away
 */
export async function resetFactors(platform: Platform, id: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const person = await findPerson(tx, id)
    if (!person) throw new UserError('not-found', 'accounts.no-such-person', 'There is no such person.')
    const hadApp = await deleteFactor(tx, id)
    const passkeys = await deletePasskeysOf(tx, id)
    if (!hadApp && passkeys === 0)
      throw new UserError('conflict', 'accounts.factor-off', 'There is no second factor to take away.')
    await deleteSessions(tx, id)
    await post(platform, tx, person.email, factorResetLetter(speakerFor(person.language), person.name))
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.factor-reset',
      status: 'warning',
      target: `accounts/person/${id}`,
      details: { hadApp, passkeys },
    })
  })
}
