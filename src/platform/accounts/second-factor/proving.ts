import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { countUse } from '../limits.ts'
import { minuteMs } from '../times.ts'
import { openFactor, readCode, stepOf } from './codes.ts'
import { spendRecoveryCode, spendStep } from './queries/factors.ts'
import { readRecoveryCode, recoveryDigest } from './recovery-codes.ts'
import type { FactorRow } from './tables.ts'

/** What a code was: of the app, or one for the day on which it is lost. */
export type CodeKind = 'app' | 'recovery'

/** Ten tries in a quarter of an hour for each account: at three good codes in a million that is one in a thousand a day. */
export const countCode = ({ db, now }: Platform, personId: string): Promise<void> =>
  countUse(db, `code ${personId}`, 10, 15 * minuteMs, now())

/**
 * Takes a code, so that it is never taken again. Undefined where it is wrong, too old, or was taken before.
 */
export async function spendCode(
  { secret, now }: Platform,
  tx: Db,
  factor: FactorRow,
  text: string,
): Promise<CodeKind | undefined> {
  const personId = factor.person_id
  const code = readCode(text)
  if (code !== undefined) {
    const step = stepOf(openFactor(factor, secret), code, now())
    return step !== undefined && (await spendStep(tx, personId, step)) ? 'app' : undefined
  }
  const recovery = readRecoveryCode(text)
  if (recovery === undefined) return undefined
  return (await spendRecoveryCode(tx, personId, recoveryDigest(recovery, personId, secret), now()))
    ? 'recovery'
    : undefined
}

/** The same words for a wrong code and for one that was used, since both may be a thief's. */
export function wrongCode(): UserError {
  const message = 'This code is wrong, too old, or was used before.'
  return new UserError('invalid', 'accounts.code', message, {
    fields: [{ path: 'code', code: 'accounts.code', message }],
  })
}
