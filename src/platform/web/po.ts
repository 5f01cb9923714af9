import { UserError } from '../errors.ts'

/** One sentence in a file for translators; `plural` and several texts where a number chooses the word. */
export type PoEntry = Readonly<{ context: string; id: string; plural?: string; texts: readonly string[] }>

/** Entries as a PO file of gettext. @see GNU gettext manual, "The Format of PO Files" */
export function formatPo(header: Readonly<Record<string, string>>, entries: readonly PoEntry[]): string {
  const about = Object.entries(header).map(([name, value]) => `${quoted(`${name}: ${value}\n`)}\n`)
  return [`msgid ""\nmsgstr ""\n${about.join('')}`, ...entries.map(formatEntry)].join('\n')
}

function formatEntry({ context, id, plural, texts }: PoEntry): string {
  const head = `msgctxt ${quoted(context)}\nmsgid ${quoted(id)}\n`
  if (plural === undefined) return `${head}msgstr ${quoted(texts[0] ?? '')}\n`
  return `${head}msgid_plural ${quoted(plural)}\n${texts.map((text, at) => `msgstr[${at}] ${quoted(text)}\n`).join('')}`
}

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`

type Draft = {
  context: string
  id: string | undefined
  plural: string | undefined
  texts: string[]
  isDoubtful: boolean
}
type Place = 'context' | 'id' | 'plural' | number

/**
 * The entries of a PO file, without its header, what is obsolete, and what its tool guessed (`fuzzy`).
 *
 * @throws UserError `languages.po` with the line that cannot be read
 */
export function parsePo(source: string): PoEntry[] {
  const entries: PoEntry[] = []
  let draft = emptyDraft()
  let place: Place | undefined
  const finish = (): void => {
    const { id = '', isDoubtful, plural, context, texts } = draft
    if (id !== '' && !isDoubtful) entries.push({ context, id, ...(plural !== undefined && { plural }), texts })
    draft = emptyDraft()
    place = undefined
  }
  for (const [at, line] of source.split(/\r?\n/).entries()) {
    const text = line.trim()
    const [, keyword, index, string] = /^(msgctxt|msgid|msgid_plural|msgstr(?:\[(\d)\])?)\s+(".*")$/.exec(text) ?? []
    if (text === '' || text.startsWith('#')) {
      if (typeof place === 'number') finish()
      if (text.startsWith('#,') && text.includes('fuzzy')) draft.isDoubtful = true
    } else if (string !== undefined) {
      if (typeof place === 'number' && (keyword === 'msgctxt' || keyword === 'msgid')) finish()
      place = placeOf(keyword ?? '', index)
      put(draft, place, unquoted(string, at))
    } else if (place !== undefined && /^".*"$/.test(text)) put(draft, place, unquoted(text, at))
    else throw unreadable(at, text)
  }
  finish()
  return entries
}

const emptyDraft = (): Draft => ({ context: '', id: undefined, plural: undefined, texts: [], isDoubtful: false })

function placeOf(keyword: string, index: string | undefined): Place {
  if (keyword === 'msgctxt') return 'context'
  if (keyword === 'msgid') return 'id'
  return keyword === 'msgid_plural' ? 'plural' : Number(index ?? 0)
}

/** A string may go on in the lines below. */
function put(draft: Draft, place: Place, text: string): void {
  if (typeof place === 'number') draft.texts[place] = (draft.texts[place] ?? '') + text
  else draft[place] = (draft[place] ?? '') + text
}

const signs: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' }

function unquoted(text: string, at: number): string {
  if (!/^"(?:[^"\\]|\\.)*"$/.test(text)) throw unreadable(at, text)
  return text.slice(1, -1).replaceAll(/\\(.)/g, (_, sign: string) => signs[sign] ?? sign)
}

const unreadable = (at: number, text: string): UserError =>
  new UserError('invalid', 'languages.po', `Line ${at + 1} is none of a PO file: ${text.slice(0, 60)}`)
