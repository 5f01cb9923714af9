import type { Person } from '../../../platform/accounts/person.ts'
import type { Db } from '../../../platform/database/tables.ts'
import { nameSetting } from '../../../platform/look/settings.ts'
import { writeLetter } from '../../../platform/mail/letters.ts'
import type { Platform } from '../../../platform/platform.ts'
import { addressSettings, type Role, testModeSetting } from '../settings.ts'

/** A letter of the desk, in English, since one text goes to all of its readers. */
export type DeskLetter = Readonly<{
  /** `observations.what`, as Admin → Mail shows it. */
  kind: string
  to: readonly Reader[]
  cc?: readonly Reader[]
  subject: string
  lines: readonly string[]
  /** In fixed width. */
  listing?: string
  link?: Readonly<{ text: string; href: string }>
}>

/** A team, or somebody's address; null where it is not known. */
export type Reader = Role | Readonly<{ email: string | null }>

/** A letter with the addresses it goes to. */
export type Addressed = Readonly<{ letter: DeskLetter; to: readonly string[]; cc: readonly string[]; subject: string }>

/** Sends letters with the transaction that causes them: rolled back, none leaves; committed, the queue delivers them. */
export async function post(
  platform: Platform,
  tx: Db,
  actor: Person | null,
  letters: readonly DeskLetter[],
): Promise<void> {
  const house = await platform.settings.get(tx, nameSetting)
  for (const one of await addressed(platform, tx, actor, letters)) {
    for (const to of [...one.to, ...one.cc])
      await platform.mail.send(tx, { to, kind: one.letter.kind, ...worded(platform, one, house) })
  }
}

/**
 * Who gets what. The archive has a copy of everything; nobody gets a letter twice; one without any reader is left out. In
 * test mode everything goes to whoever acts.
 */
export async function addressed(
  { settings }: Platform,
  db: Db,
  actor: Person | null,
  letters: readonly DeskLetter[],
): Promise<readonly Addressed[]> {
  const isTest = await settings.get(db, testModeSetting)
  const addressOf = async (reader: Reader): Promise<string | null> =>
    typeof reader === 'string' ? (await settings.get(db, addressSettings[reader])) || null : reader.email
  const addressesOf = async (readers: readonly Reader[]): Promise<string[]> => {
    const found = await Promise.all(readers.map(addressOf))
    return [...new Set(found.filter((address) => address !== null))]
  }

  const all = await Promise.all(
    letters.map(async (letter) => {
      if (isTest) return { letter, to: actor ? [actor.email] : [], cc: [], subject: `TEST!!! ${letter.subject}` }
      const to = await addressesOf(letter.to)
      const cc = (await addressesOf([...(letter.cc ?? []), 'cus'])).filter((address) => !to.includes(address))
      return { letter, to, cc, subject: letter.subject }
    }),
  )
  return all.filter(({ to, cc }) => to.length + cc.length > 0)
}

/** Each reader gets a letter of their own, so it says who else has it. */
export function worded({ config }: Pick<Platform, 'config'>, { letter, to, cc, subject }: Addressed, house: string) {
  const readers = `To: ${to.join(', ') || '–'}${cc.length > 0 ? `\nCc: ${cc.join(', ')}` : ''}`
  const { lines, listing, link } = letter
  return writeLetter(
    {
      kind: letter.kind,
      subject,
      lines: [readers, ...lines],
      ...(listing === undefined ? {} : { listing }),
      ...(link ? { link } : {}),
    },
    { baseUrl: config.baseUrl, house, language: 'en' },
  )
}
