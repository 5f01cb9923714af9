import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listGranted } from '../../../platform/accounts/groups/queries/groups.ts'
import { actorOf, type Person } from '../../../platform/accounts/person.ts'
import type { Db } from '../../../platform/database/tables.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Observation } from '../catalog/read-model.ts'
import { dayOf } from '../roster/days.ts'
import { addressSettings, testModeSetting } from '../settings.ts'
import { sourcesOf } from '../sources.ts'
import { isFitting, type LetterKind } from './kinds.ts'
import type { LetterForm, SendForm } from './schemas.ts'
import { letterFaxSetting, letterPhoneSetting } from './settings.ts'
import { shippedTemplates } from './templates.ts'
import { fillTemplate, type Scientist } from './wording.ts'

/** A letter to an observer, ready to be looked at. */
export type ContactLetter = Readonly<{
  to: readonly string[]
  cc: readonly string[]
  subject: string
  text: string
  scientist: Scientist
  /** The letter is about an instrument or grating that the observation does not use. */
  isUnfitting: boolean
}>

/** Those who may sign letters: USINT scientists, and whoever writes. */
export async function scientists(
  db: Db,
  writer: Person,
): Promise<readonly Readonly<{ id: string; name: string; email: string }>[]> {
  const granted = await listGranted(db, 'observations.verify')
  return granted.some(({ id }) => id === writer.id)
    ? granted
    : [{ id: writer.id, name: writer.name, email: writer.email }, ...granted]
}

/**
 * Writes the letter that the form asks for; nothing of it comes from the form but choices.
 *
 * @throws UserError where the observation, the scientist or the observer's address is not known.
 */
export async function composeLetter(platform: Platform, writer: Person, form: LetterForm): Promise<ContactLetter> {
  const { catalog } = await sourcesOf(platform)
  const observation = await catalog.getObservation(form.obsid)
  const contact = await catalog.getContact(form.obsid)
  if (!contact) throw noContact()
  if (form.deadline === 'given' && form.given === '') throw refused('given', 'Say until when.')

  const scientist = await scientistOf(platform, writer, form.contact, 'contact')
  const other = form.other === '' ? undefined : await scientistOf(platform, writer, form.other, 'other')
  const { values } = observation
  const archive = await platform.settings.get(platform.db, addressSettings.cus)
  return {
    to: contact.emails,
    cc: [...new Set([archive, scientist.email])].filter(
      (address) => address !== '' && !contact.emails.includes(address),
    ),
    subject: `Your Chandra Observation (Sequence #${values.seq_nbr ?? '–'})`,
    scientist,
    isUnfitting: !isFitting(form.letter, asText(values.instrument), asText(values.grating)),
    text: fillTemplate(await templateOf(platform, form.letter), {
      observerName: contact.name,
      targetName: asText(values.targname),
      proposalTitle: asText(values.proposal_title),
      sequence: asText(values.seq_nbr),
      obsid: observation.obsid,
      plannedDate: asText(values.lts_lt_plan),
      deadline: form.deadline,
      givenDeadline: form.given,
      today: dayOf(platform.now()),
      scientist,
      other,
      settings: settingLines(observation),
    }),
  }
}

/** Sends it to the observers with copies, or to the scientist with the addressees on its first line. */
export async function sendLetter(platform: Platform, writer: Person, form: SendForm): Promise<ContactLetter> {
  const letter = await composeLetter(platform, writer, form)
  await platform.db.transaction().execute(async (tx) => {
    const isTest = await platform.settings.get(tx, testModeSetting)
    const kind = 'observations.contact-letter'
    const subject = isTest ? `TEST!!! ${letter.subject}` : letter.subject
    const addressees = `To: ${letter.to.join(', ')}${letter.cc.length > 0 ? ` · Cc: ${letter.cc.join(', ')}` : ''}\n\n`
    const readers = form.to === 'scientist' ? [letter.scientist.email] : [...letter.to, ...letter.cc]
    for (const to of isTest ? [writer.email] : readers) {
      await platform.mail.send(tx, {
        to,
        kind,
        subject,
        text: form.to === 'scientist' || isTest ? addressees + letter.text : letter.text,
      })
    }
    await platform.activity.record(tx, {
      actor: actorOf(writer),
      action: 'observations.letter-sent',
      target: `observations/ocat/${form.obsid}`,
      details: { letter: form.letter, to: form.to },
    })
  })
  return letter
}

/** One of the team's own where there is one in the folder of lists, else ours. */
async function templateOf({ config }: Platform, letter: LetterKind): Promise<string> {
  const { listsFolder } = config.observations
  if (listsFolder === undefined) return shippedTemplates[letter]
  return readFile(join(listsFolder, 'letters', `${letter}.txt`), 'utf8').catch(() => shippedTemplates[letter])
}

async function scientistOf({ db, settings }: Platform, writer: Person, id: string, field: string): Promise<Scientist> {
  const found = (await scientists(db, writer)).find((one) => one.id === id)
  if (!found) throw refused(field, 'This is nobody who signs letters.')
  const [phone, fax] = [await settings.get(db, letterPhoneSetting), await settings.get(db, letterFaxSetting)]
  return { name: found.name, email: found.email, phone, fax }
}

const settingLines = ({ values }: Observation): readonly string[] =>
  (
    [
      ['Target', values.targname],
      ['Instrument', values.instrument],
      ['Grating', values.grating ?? 'NONE'],
      ['Exposure (ks)', values.approved_exposure_time],
      ['RA, Dec (deg)', values.ra === null ? null : `${values.ra}, ${values.dec}`],
      ['Offset Y, Z (arcmin)', `${values.y_det_offset ?? '–'}, ${values.z_det_offset ?? '–'}`],
      ['Time constraints', values.window_flag],
      ['Roll constraints', values.roll_flag],
    ] as const
  ).map(([label, value]) => `  ${label.padEnd(22)}${value ?? '–'}`)

const asText = (value: string | number | null): string | null => (value === null ? null : String(value))

const refused = (path: string, message: string): UserError =>
  new UserError('invalid', 'observations.letter', message, {
    fields: [{ path, code: 'observations.letter', message }],
  })

const noContact = (): UserError => {
  const message = 'The catalog has no address of the observer.'
  return new UserError('invalid', 'observations.no-contact', message, {
    fields: [{ path: 'obsid', code: 'observations.no-contact', message }],
  })
}
