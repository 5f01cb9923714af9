import type { Translate } from '../../web/languages.ts'
import type { RegistrationRow } from '../tables.ts'
import type { Letter } from './letter.ts'

/** How long it may take to confirm an address. */
export const confirmDays = 5

export const confirmLetter = (t: Translate, name: string, href: string): Letter => ({
  kind: 'accounts.confirm',
  subject: t('Please confirm your address'),
  lines: [
    t('Hello {{name}},', { name }),
    t(
      'welcome! One step is left: open this page and confirm that this address is yours. The link is good for {{count}} days.',
      {
        count: confirmDays,
      },
    ),
  ],
  link: { text: t('Confirm the address'), href },
  after: [t('If you did not ask for an account, do nothing: without your confirmation there will be none.')],
})

/** To the owner of an address with which somebody registered once more; the page does not tell that it is known. */
export const alreadyKnownLetter = (t: Translate, name: string, href: string): Letter => ({
  kind: 'accounts.already-known',
  subject: t('You have an account already'),
  lines: [
    t('Hello {{name}},', { name }),
    t(
      'somebody, most likely you, asked for an account or a change with this address. It belongs to your account already, and nothing was changed.',
    ),
  ],
  link: { text: t('If you forgot the password, choose a new one'), href },
})

export const waitingLetter = (t: Translate, name: string): Letter => ({
  kind: 'accounts.waiting',
  subject: t('Your request has arrived'),
  lines: [
    t('Hello {{name}},', { name }),
    t(
      'we do not know the domain of your address yet. Somebody will look at your request, and you get another letter then. You need not do anything.',
    ),
  ],
})

export const refusedLetter = (t: Translate, name: string, reason: string): Letter => ({
  kind: 'accounts.refused',
  subject: t('Your request was declined'),
  lines: [
    t('Hello {{name}},', { name }),
    t('an administrator looked at your request for an account and declined it. The reason given:'),
    reason,
  ],
})

/** To administrators: somebody waits for a decision. */
export const decideLetter = (t: Translate, registration: RegistrationRow, href: string): Letter => ({
  kind: 'accounts.decide',
  subject: t('Somebody asks for an account'),
  lines: [
    t('{{name}} ({{email}}) asks for an account; the domain {{domain}} is not known here.', {
      name: registration.name,
      email: registration.email,
      domain: registration.domain,
    }),
  ],
  link: { text: t('Look at the request'), href },
})

/** To a member who was named by somebody who wants to come in. */
export const vouchLetter = (t: Translate, registration: RegistrationRow, href: string): Letter => ({
  kind: 'accounts.vouch',
  subject: t('Do you know {{name}}?', { name: registration.name }),
  lines: [
    t('{{name}} ({{email}}) asks for an account and named you as somebody who knows them.', {
      name: registration.name,
      email: registration.email,
    }),
    t('If you do, you can let them in. If you do not, do nothing.'),
  ],
  link: { text: t('Look at the request'), href },
})

export const invitationLetter = (
  t: Translate,
  by: string,
  message: string | null,
  href: string,
  count: number,
): Letter => ({
  kind: 'accounts.invitation',
  subject: t('You are invited'),
  lines: [
    t('{{name}} invites you to a gateway for the work of the group.', { name: by }),
    ...(message === null ? [] : [message]),
  ],
  link: { text: t('Accept the invitation'), href },
  after: [t('The link is good for {{count}} days.', { count })],
})
