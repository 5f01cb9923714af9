import type { Translate } from '../../web/languages.ts'
import type { Letter } from './letter.ts'

/** How long a link for a new password is good. */
export const resetMinutes = 30

export const resetLetter = (t: Translate, name: string, href: string): Letter => ({
  kind: 'accounts.reset',
  subject: t('A new password'),
  lines: [
    t('Hello {{name}},', { name }),
    t('here you choose a new password. The link works once, for {{count}} minutes.', { count: resetMinutes }),
  ],
  link: { text: t('Choose a new password'), href },
  after: [t('If you did not ask for it, do nothing: the old password stays.')],
})

/** A fact, and the way out for somebody who did not do it. */
export const passwordChangedLetter = (t: Translate, name: string, href: string): Letter => ({
  kind: 'accounts.password-changed',
  subject: t('Your password was changed'),
  lines: [
    t('Hello {{name}},', { name }),
    t('the password of your account was changed just now, and everybody was signed out who used the old one.'),
  ],
  link: { text: t('If that was not you, choose a new one at once'), href },
})

export const confirmAddressLetter = (t: Translate, name: string, href: string): Letter => ({
  kind: 'accounts.confirm-address',
  subject: t('Please confirm your new address'),
  lines: [
    t('Hello {{name}},', { name }),
    t('with this link your account gets this address. It works once, for a day. Until then the old address counts.'),
  ],
  link: { text: t('Confirm the new address'), href },
  after: [t('If you did not ask for it, do nothing.')],
})

/** To the old address, which may be all that its owner still has. */
export const addressChangedLetter = (t: Translate, name: string, email: string): Letter => ({
  kind: 'accounts.address-changed',
  subject: t('The address of your account was changed'),
  lines: [
    t('Hello {{name}},', { name }),
    t('your account has the address {{email}} now, and this one no longer counts.', { email }),
    t('If that was not you, answer to an administrator of the house at once.'),
  ],
})

export const leavingLetter = (t: Translate, name: string, on: string, href: string): Letter => ({
  kind: 'accounts.leaving',
  subject: t('Your account will be deleted'),
  lines: [
    t('Hello {{name}},', { name }),
    t('as you asked, your account is closed, and it will be deleted with what is yours on {{date}}.', { date: on }),
  ],
  link: { text: t('Take it back'), href },
})
