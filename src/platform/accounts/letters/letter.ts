import type { Db } from '../../database/tables.ts'
import { type Letter, type LetterTexts, voiceFor, writeLetter as write } from '../../mail/letters.ts'
import type { Platform } from '../../platform.ts'
import type { Translate } from '../../web/languages.ts'

export type { Letter } from '../../mail/letters.ts'

/** Says sentences in the language of a reader: their own choice, else the one they were seen in last. */
export const speakerFor = (...wishes: readonly (string | null | undefined)[]): Translate => voiceFor(...wishes).t

/** Puts a letter into the outbox, in the transaction that causes it. Letters about an account cannot be unsubscribed. */
export async function post(platform: Platform, tx: Db, to: string, letter: Letter): Promise<void> {
  await platform.mail.send(tx, { to, kind: letter.kind, ...writeLetter(letter, platform.config.baseUrl) })
}

/** As every letter of the house looks, with no way to end its kind. */
export const writeLetter = (letter: Letter, baseUrl: string): LetterTexts => write(letter, { baseUrl })
