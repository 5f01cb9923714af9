import { usualLook } from '../look/look.ts'
import { attributes, html } from '../web/html.ts'
import { chooseLanguage, type Language, openLanguages, type Translate } from '../web/languages.ts'

/** A letter before it is text and HTML: paragraphs, and at most one thing to do. */
export type Letter = Readonly<{
  /** `part.what`, as Admin → Mail shows it. */
  kind: string
  subject: string
  lines: readonly string[]
  /** The one link, on a line of its own. */
  link?: Readonly<{ text: string; href: string }>
  /** What stands below the link. */
  after?: readonly string[]
  /** A listing in fixed width, such as the error that an administrator is told of. */
  listing?: string
}>

/** How a letter ends: who writes, and the way to hear less. */
export type LetterFrame = Readonly<{
  baseUrl: string
  /** What the house is called; its usual name where absent. */
  house?: string
  /** Absent where the words alone tell it. */
  language?: Language
  /** Absent where a letter cannot be unsubscribed, such as one about an account. */
  unsubscribe?: Readonly<{ text: string; href: string }>
}>

export type LetterTexts = Readonly<{ subject: string; text: string; html: string }>

/** A voice in the language of a reader: their own choice, else the one they were seen in last, else English. */
export function voiceFor(...wishes: readonly (string | null | undefined)[]): { t: Translate; language: Language } {
  languages ??= openLanguages()
  const language = chooseLanguage(wishes.find(Boolean), undefined)
  return { t: languages.translator(language), language }
}

/** The same words twice; values in the HTML are escaped, so that no name becomes markup. */
export function writeLetter(
  letter: Letter,
  { baseUrl, house = usualLook.name, language, unsubscribe }: LetterFrame,
): LetterTexts {
  const { subject, lines, link, after = [], listing } = letter
  const text = [
    ...lines,
    ...(link ? [`${link.text}:\n${link.href}`] : []),
    ...(listing === undefined ? [] : [listing]),
    ...after,
    `-- \n${house} · ${baseUrl}${unsubscribe ? `\n${unsubscribe.text}: ${unsubscribe.href}` : ''}`,
  ].join('\n\n')
  const body = html`<!doctype html>
<html${attributes({ lang: language })}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${subject}</title>
<style>${sheet}</style></head><body>
<div class="letter"><p class="sender">${house}</p>
${lines.map((line) => html`<p>${line}</p>\n`)}
${link && html`<p class="act"><a href="${link.href}">${link.text}</a></p><p class="small">${link.href}</p>\n`}
${listing !== undefined && html`<pre>${listing}</pre>\n`}
${after.map((line) => html`<p>${line}</p>\n`)}
<p class="small foot">${house} · <a href="${baseUrl}">${baseUrl}</a>${unsubscribe && html` · <a href="${unsubscribe.href}">${unsubscribe.text}</a>`}</p></div>
</body></html>
`
  return { subject, text: `${text}\n`, html: body.text }
}

/** Mail programs that read no sheet show the same words in their own type. */
const sheet = `body{margin:0;padding:1.5rem;font:1rem/1.5 system-ui,sans-serif}
.letter{max-width:36rem;margin:0 auto}
.sender{font-weight:600;border-bottom:2px solid #3b5bdb;padding-bottom:.5rem}
.act a{display:inline-block;padding:.6rem 1rem;border-radius:.4rem;background:#3b5bdb;color:#fff;text-decoration:none;font-weight:600}
.small{font-size:.85rem;color:#666;overflow-wrap:anywhere}
.foot{border-top:1px solid #ccc;margin-top:2rem;padding-top:.75rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}`

/** Read on first use: most processes never write a letter. */
let languages: ReturnType<typeof openLanguages> | undefined
