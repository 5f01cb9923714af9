import type { Db } from '../../database/tables.ts'
import { nameSetting } from '../../look/settings.ts'
import { type Letter, voiceFor, writeLetter } from '../../mail/letters.ts'
import type { Platform } from '../../platform.ts'
import type { Translate } from '../../web/languages.ts'

export type { Letter } from '../../mail/letters.ts'

/** Says sentences in the language of a reader: their own choice, else the one they were seen in last. */
export const speakerFor = (...wishes: readonly (string | null | undefined)[]): Translate => voiceFor(...wishes).t

/** Puts a letter into the outbox, in the transaction that causes it. Letters about an account cannot be unsubscribed. */
export async function post(platform: Platform, tx: Db, to: string, letter: Letter): Promise<void> {
  const { baseUrl } = platform.config
  const house = await platform.settings.get(tx, nameSetting)
  await platform.mail.send(tx, { to, kind: letter.kind, ...writeLetter(letter, { baseUrl, house }) })
}
