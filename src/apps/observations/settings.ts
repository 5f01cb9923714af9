import { z } from 'zod'
import { defineSetting } from '../../platform/settings/settings.ts'
import { usualBoard } from './board.ts'

export const signoffGroupsSetting = defineSetting({
  name: 'observations.enforce-signoff-groups',
  title: 'Each column is signed by its own team',
  help: 'Off: everybody who may ask for changes may sign every column.',
  schema: z.boolean(),
  fallback: true,
})

export const signoffOrderSetting = defineSetting({
  name: 'observations.enforce-signoff-order',
  title: 'USINT verifies last',
  help: 'Off: the USINT column may be signed while others are pending.',
  schema: z.boolean(),
  fallback: true,
})

export const undoHoursSetting = defineSetting({
  name: 'observations.undo-hours',
  title: 'Hours in which a signature or a submission can be undone',
  help: 'By the person who made it.',
  schema: z.number().int().min(1).max(720),
  fallback: 36,
})

export const closedHoursSetting = defineSetting({
  name: 'observations.closed-hours',
  title: 'Hours for which closed revisions stay on the status page',
  help: 'Counted from the latest signature.',
  schema: z.number().int().min(1).max(720),
  fallback: 36,
})

export const draftMinutesSetting = defineSetting({
  name: 'observations.draft-minutes',
  title: 'Minutes for which a draft is kept',
  help: 'Counted from the last time that it was looked at.',
  schema: z.number().int().min(10).max(43_200),
  fallback: 60,
})

export const neighboursSetting = defineSetting({
  name: 'observations.position-needs-si',
  title: 'A new position of an ACIS observation needs its SI mode checked',
  help: 'Bright sources near the new position may matter.',
  schema: z.boolean(),
  fallback: false,
})

export const testModeSetting = defineSetting({
  name: 'observations.test-mode',
  title: 'Test mode',
  help: 'Observations that are closed may be edited, and letters go to whoever acts, marked as a test.',
  schema: z.boolean(),
  fallback: false,
})

export const boardSetting = defineSetting({
  name: 'observations.link-board',
  title: 'Links on the first page',
  help: 'One on each line: “Text = https://…”, with [i] behind those that only the own network reaches. A line without an address begins a block.',
  schema: z.string().max(20_000),
  fallback: usualBoard,
})

const listAddress = (name: string, title: string, help: string) =>
  defineSetting({
    name: `observations.mail-${name}`,
    title,
    help,
    schema: z.union([z.literal(''), z.email().max(254)]),
    fallback: '',
  })

/** Where letters to a team go. */
export const addressSettings = {
  cus: listAddress('cus', 'Address of the archive of letters', 'Gets a copy of every letter. Empty: nobody.'),
  arcops: listAddress('arcops', 'Address of ARCOPS', 'Those who bring changes into the catalog. Empty: nobody.'),
  acis: listAddress('acis', 'Address of the ACIS team', 'Those who sign ACIS SI modes. Empty: nobody.'),
  hrc: listAddress('hrc', 'Address of the HRC team', 'Those who sign HRC SI modes. Empty: nobody.'),
  mp: listAddress('mp', 'Address of Mission Planning', 'Those who build the schedule. Empty: nobody.'),
  admin: listAddress(
    'admin',
    'Address of whoever keeps this desk',
    'Gets reminders about roster and catalog. Empty: nobody.',
  ),
} as const
export type Role = keyof typeof addressSettings

export const settings = [
  signoffGroupsSetting,
  signoffOrderSetting,
  undoHoursSetting,
  closedHoursSetting,
  draftMinutesSetting,
  neighboursSetting,
  testModeSetting,
  boardSetting,
  ...Object.values(addressSettings),
]
