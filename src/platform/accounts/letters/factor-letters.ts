import type { Translate } from '../../web/languages.ts'
import type { Letter } from './letter.ts'

/** What every letter about the ways to sign in ends with. */
const notYou = (t: Translate): string =>
  t('If that was not you, change your password at once, and tell an administrator of the house.')

const factorLetter = (t: Translate, kind: string, name: string, subject: string, line: string): Letter => ({
  kind: `accounts.${kind}`,
  subject,
  lines: [t('Hello {{name}},', { name }), line],
  after: [notYou(t)],
})

export const factorOnLetter = (t: Translate, name: string): Letter =>
  factorLetter(
    t,
    'factor-on',
    name,
    t('Signing in takes two steps now'),
    t(
      'from now on your account asks for a code of your app after the password. Keep the recovery codes in a safe place.',
    ),
  )

export const factorOffLetter = (t: Translate, name: string): Letter =>
  factorLetter(
    t,
    'factor-off',
    name,
    t('Signing in takes one step again'),
    t('your account no longer asks for a code after the password.'),
  )

/** From an administrator, as somebody has asked who lost the app. */
export const factorResetLetter = (t: Translate, name: string): Letter =>
  factorLetter(
    t,
    'factor-reset',
    name,
    t('An administrator has reset your second factor'),
    t(
      'an administrator took the app, the recovery codes and the passkeys off your account, and everybody was signed out of it. You sign in with your password alone until you set them up again.',
    ),
  )

export const recoveryCodesLetter = (t: Translate, name: string): Letter =>
  factorLetter(
    t,
    'recovery-codes',
    name,
    t('You have new recovery codes'),
    t('new recovery codes were made for your account just now. The old ones no longer work.'),
  )

export const recoveryUsedLetter = (t: Translate, name: string, left: number): Letter =>
  factorLetter(
    t,
    'recovery-used',
    name,
    t('A recovery code was used'),
    t(
      'somebody just signed in to your account with your password and a recovery code. {{count}} of the codes are left.',
      {
        count: left,
      },
    ),
  )

export const passkeyAddedLetter = (t: Translate, name: string, passkey: string): Letter =>
  factorLetter(
    t,
    'passkey-added',
    name,
    t('Your account has a new passkey'),
    t('the passkey “{{passkey}}” was added to your account. Whoever has it comes in without a password.', { passkey }),
  )

export const identityLinkedLetter = (t: Translate, name: string, provider: string): Letter =>
  factorLetter(
    t,
    'identity-linked',
    name,
    t('Your account can be entered by way of {{provider}}', { provider }),
    t('your account was connected with {{provider}}. Whoever signs in there comes in here.', { provider }),
  )
