import type { Db } from '../../database/tables.ts'
import type { Platform } from '../../platform.ts'
import { html } from '../../web/html.ts'
import { chooseLanguage, openLanguages, type Translate } from '../../web/languages.ts'

/** A letter before it is text and HTML: paragraphs, and at most one thing to do. */
export type Letter = Readonly<{
  /** `accounts.what`, as Admin → Mail shows it. */
  kind: string
  subject: string
  lines: readonly string[]
  /** The one link, on a line of its own. */
  link?: Readonly<{ text: string; href: string }>
  /** What stands below the link. */
  after?: readonly string[]
}>

export type LetterTexts = Readonly<{ subject: string; text: string; html: string }>

/** Says sentences in the language of a reader: their own choice, else the one they were seen in last. */
export function speakerFor(...wishes: readonly (string | null | undefined)[]): Translate {
  languages ??= openLanguages()
  return languages.translator(chooseLanguage(wishes.find(Boolean), undefined))
}

/** Puts a letter into the outbox, in the transaction that causes it. Letters about an account cannot be unsubscribed. */
export async function post(platform: Platform, tx: Db, to: string, letter: Letter): Promise<void> {
  await platform.mail.send(tx, { to, kind: letter.kind, ...writeLetter(letter, platform.config.baseUrl) })
}

/** The same words twice; values in the HTML are escaped, so that no name becomes markup. */
export function writeLetter({ subject, lines, link, after = [] }: Letter, baseUrl: string): LetterTexts {
  const foot = `Lyceum · ${baseUrl}`
  const text = [...lines, ...(link ? [`${link.text}:\n${link.href}`] : []), ...after, `--\n${foot}`].join('\n\n')
  const body = html`<!doctype html>
<html><head><meta charset="utf-8"><title>${subject}</title></head><body>
${lines.map((line) => html`<p>${line}</p>\n`)}
${link && html`<p><a href="${link.href}"><strong>${link.text}</strong></a><br><small>${link.href}</small></p>\n`}
${after.map((line) => html`<p>${line}</p>\n`)}
<hr><p><small>Lyceum · <a href="${baseUrl}">${baseUrl}</a></small></p>
</body></html>
`
  return { subject, text: `${text}\n`, html: body.text }
}

/** Read on first use: most processes never write a letter. */
let languages: ReturnType<typeof openLanguages> | undefined
